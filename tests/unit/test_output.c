/* Output files are written completely or not at all. */
#define _XOPEN_SOURCE 700
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "io/output.h"
#include "io/tempfile.h"
#include "support.h"

START_TEST(a_file_appears_at_close)
{
    asl_output *o;
    const char *path = in_workdir("whole.txt");
    ck_assert_int_eq(asl_output_open(&o, path, NULL), ASL_OK);
    asl_output_write(o, "abc", 3);
    ck_assert(!file_exists(path));
    ck_assert_int_eq(asl_output_close(o, NULL), ASL_OK);
    char *text = read_file(path);
    ck_assert_str_eq(text, "abc");
    free(text);
    ck_assert_uint_eq(files_in(workdir()), 1);
}
END_TEST

START_TEST(an_abandoned_file_leaves_the_old_one)
{
    asl_output *o;
    const char *path = in_workdir("old.txt");
    write_file(path, "old");
    ck_assert_int_eq(asl_output_open(&o, path, NULL), ASL_OK);
    asl_output_write(o, "new", 3);
    asl_output_abandon(o);
    char *text = read_file(path);
    ck_assert_str_eq(text, "old");
    free(text);
    ck_assert_uint_eq(files_in(workdir()), 1);
}
END_TEST

START_TEST(long_text_in_pieces)
{
    asl_output *o;
    const char *path = in_workdir("long.txt");
    char *piece = malloc(100000);
    memset(piece, 'x', 100000);
    ck_assert_int_eq(asl_output_open(&o, path, NULL), ASL_OK);
    for (size_t n = 1; n < 100000; n *= 7) asl_output_write(o, piece, n);
    ck_assert_int_eq(asl_output_close(o, NULL), ASL_OK);
    char *text = read_file(path);
    ck_assert_uint_eq(strlen(text), 1 + 7 + 49 + 343 + 2401 + 16807);
    free(text);
    free(piece);
}
END_TEST

START_TEST(a_full_disk_is_told)
{
    asl_error err;
    asl_output *o;
    /* a device is written directly, without a temporary file */
    ck_assert_int_eq(asl_output_open(&o, "/dev/full", &err), ASL_OK);
    asl_output_write(o, "abc", 3);
    ck_assert_int_eq(asl_output_close(o, &err), ASL_FAILED);
    ck_assert_str_eq(err.text, "cannot write /dev/full: No space left on device");
}
END_TEST

START_TEST(a_place_that_is_not_there)
{
    asl_error err;
    asl_output *o;
    ck_assert_int_eq(asl_output_open(&o, "/nowhere/x", &err), ASL_FAILED);
    ck_assert_str_eq(err.text, "cannot write /nowhere/x: No such file or directory");
    ck_assert_ptr_null(o);
    ck_assert_int_eq(asl_output_open(&o, workdir(), &err), ASL_FAILED);
}
END_TEST

START_TEST(a_link_stays_a_link)
{
    const char *link = in_workdir("link.txt"), *target = in_workdir("target.txt");
    write_file(target, "old");
    ck_assert_int_eq(symlink("target.txt", link), 0);
    ck_assert_int_eq(chmod(target, 0640), 0);
    ck_assert_int_eq(asl_output_file(link, "new", 3, NULL), ASL_OK);
    struct stat s;
    ck_assert_int_eq(lstat(link, &s), 0);
    ck_assert(S_ISLNK(s.st_mode));
    ck_assert_int_eq(stat(target, &s), 0);
    ck_assert_int_eq(s.st_mode & 0777, 0640);
    char *text = read_file(target);
    ck_assert_str_eq(text, "new");
    free(text);
}
END_TEST

START_TEST(temporary_files_are_remembered)
{
    asl_output *o;
    ck_assert_int_eq(asl_output_open(&o, in_workdir("x.csv"), NULL), ASL_OK);
    ck_assert_uint_eq(files_in(workdir()), 1);
    asl_temp_remove_all(); /* as in a signal handler */
    ck_assert_uint_eq(files_in(workdir()), 0);
    asl_output_abandon(o);
}
END_TEST

START_TEST(a_signal_keeps_what_is_meant_for_it)
{
    asl_output *kept, *other;
    const char *path = in_workdir("page.html");
    ck_assert_int_eq(asl_output_open(&kept, path, NULL), ASL_OK);
    ck_assert_int_eq(asl_output_open(&other, path, NULL), ASL_OK);
    asl_output_write(kept, "stopped", 7);
    ck_assert_int_eq(asl_output_keep_on_signal(kept, NULL), ASL_OK);
    asl_temp_remove_all();
    char *text = read_file(path);
    ck_assert_str_eq(text, "stopped");
    free(text);
    ck_assert_uint_eq(files_in(workdir()), 1);
    asl_output_abandon(kept);
    asl_output_abandon(other);
    ck_assert(file_exists(path));
}
END_TEST

/* Publishing never replaces an existing file, with any rule, and leaves no temporary file. */
START_TEST(publishing_never_replaces)
{
    static const struct {
        asl_publish_rule rule;
        const char *text;
        int code;
        size_t files;
    } cases[] = {{ASL_PUBLISH_SAME, "one", ASL_OK, 1},       {ASL_PUBLISH_SAME, "two", ASL_CONFLICT, 1},
                 {ASL_PUBLISH_SAME, "on", ASL_CONFLICT, 1},  {ASL_PUBLISH_SAME, "ones", ASL_CONFLICT, 1},
                 {ASL_PUBLISH_ANY, "two", ASL_OK, 1},        {ASL_PUBLISH_ASIDE, "one", ASL_OK, 1},
                 {ASL_PUBLISH_ASIDE, "two", ASL_CONFLICT, 2}};
    asl_folder dir;
    ck_assert_int_eq(asl_folder_open(&dir, workdir(), NULL, NULL), ASL_OK);
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        bool first = false;
        for (int turn = 0; turn < 2; turn++) {
            asl_output *o;
            const char *text = turn == 0 ? "one" : cases[i].text;
            ck_assert_int_eq(asl_output_open_in(&o, &dir, "x", NULL), ASL_OK);
            asl_output_write(o, text, strlen(text));
            ck_assert_int_eq(asl_output_finish(o, NULL), ASL_OK);
            int code = asl_output_publish(o, cases[i].rule, &first, NULL);
            ck_assert_int_eq(code, turn == 0 ? ASL_OK : cases[i].code);
            ck_assert(first == (turn == 0));
        }
        char *text = read_file(in_workdir("x"));
        ck_assert_str_eq(text, "one");
        free(text);
        ck_assert_uint_eq(files_in(workdir()), cases[i].files);
        unlink(in_workdir("x"));
    }
    ck_assert(file_exists(in_workdir("x.conflict")));
    asl_folder_close(&dir);
}
END_TEST

START_TEST(folders_made_for_nothing_go)
{
    ck_assert_int_eq(mkdir(in_workdir("old"), 0777), 0);
    ck_assert_int_eq(asl_folder_make(in_workdir("a/b/"), NULL), ASL_OK);
    ck_assert_int_eq(asl_folder_make(in_workdir("old"), NULL), ASL_OK);
    ck_assert_int_eq(asl_folder_make(in_workdir("full"), NULL), ASL_OK);
    write_file(in_workdir("full/x"), "x");
    asl_folder_remove_created(); /* as in a signal handler */
    ck_assert(!file_exists(in_workdir("a")) && file_exists(in_workdir("full/x")) && file_exists(in_workdir("old")));
    ck_assert_int_eq(asl_folder_make(in_workdir("c"), NULL), ASL_OK);
    asl_folder_keep_created();
    asl_folder_remove_created();
    ck_assert(file_exists(in_workdir("c")));
}
END_TEST

SUITE(output, folders_made_for_nothing_go, a_signal_keeps_what_is_meant_for_it, publishing_never_replaces,
      a_file_appears_at_close, an_abandoned_file_leaves_the_old_one, long_text_in_pieces, a_full_disk_is_told,
      a_place_that_is_not_there, a_link_stays_a_link, temporary_files_are_remembered)
