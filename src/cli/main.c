#define _XOPEN_SOURCE 700
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "api/aslab.h"
#include "cli/commands.h"
#include "cli/complete.h"
#include "cli/help.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "io/tempfile.h"
#include "options/command_table.h"
#include "options/option_table.h"
#include "reference/reference.h"
#include "run/write_outputs.h"

static void remove_partial_output(void)
{
    asl_render_kill_all();
    asl_temp_remove_all();
    asl_folder_remove_created();
}

static void on_signal(int number)
{
    remove_partial_output();
    signal(number, SIG_DFL);
    raise(number);
}

static void on_no_memory(void)
{
    static const char words[] = "aslab: out of memory for 256-bit numbers\n";
    remove_partial_output();
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    _exit(ASL_FAILED);
}

/* A signal that ends the program leaves no partial files. Signals that the caller ignores (nohup) stay ignored. If a
 * file gets too large (SIGXFSZ), the write fails instead. */
static void catch_signals(void)
{
    const int ending[] = {SIGINT,  SIGTERM, SIGHUP,  SIGPIPE,   SIGQUIT, SIGXCPU,
                          SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF};
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        struct sigaction a = {.sa_handler = on_signal}, old;
        if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(ending[i], &a, NULL);
    }
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* so that we can wait for gnuplot */
}

/* Replace closed standard streams by ones that fail, so that no file of ours gets their numbers. */
static void fill_standard_streams(void)
{
    for (int fd = 0; fd <= 2; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && open("/dev/null", fd == 0 ? O_WRONLY : O_RDONLY) != fd) _exit(ASL_FAILED);
    }
}

static int print(asl_strbuf *text, asl_error *err)
{
    char *whole = asl_strbuf_take(text, err);
    int code = whole == NULL ? ASL_FAILED : asl_output_file(NULL, whole, strlen(whole), err);
    free(whole);
    return code;
}

static int carry_out(const asl_command *c, int argc, char *const *argv, asl_error *err)
{
    asl_options o = {.command = c, .commands = asl_commands};
    int code = c->parse != NULL ? c->parse(&o, argc, argv, err) : asl_options_parse(&o, argc, argv, err);
    if (code != ASL_OK) return code;
    if (asl_options_given(&o, "help")) {
        asl_strbuf help = {0};
        asl_help_command(&help, c);
        code = print(&help, err);
    } else {
        code = c->run != NULL ? c->run(&o, err) : asl_write_outputs(&o, err);
    }
    asl_options_free(&o);
    return code;
}

static int dispatch(int argc, char *const *argv, asl_error *err)
{
    asl_strbuf text = {0};
    const char *first = argc > 1 ? argv[1] : "";
    if (argc < 2) return asl_fail(err, ASL_BAD, "no command given; 'aslab --help' lists the commands");
    bool asks = strcmp(first, "help") == 0, help = strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0;
    if (help || (asks && argc == 2)) asl_help_overview(&text, asl_commands);
    if (strcmp(first, "--complete") == 0) { /* for the completions of shells */
        asl_complete(asl_commands, argc - 2, argv + 2, &text);
        return print(&text, err);
    }
    if (strcmp(first, "--version") == 0) asl_strbuf_add(&text, "aslab " ASLAB_VERSION "\n");
    if (text.data != NULL || text.failed) return print(&text, err);
    const asl_command *c = asl_command_find(asl_commands, asks ? argv[2] : first, err);
    if (c == NULL) return ASL_BAD;
    return asks ? carry_out(c, 1, (char *[]){(char *)"--help"}, err) : carry_out(c, argc - 2, argv + 2, err);
}

/* Keep freed memory instead of returning it to the system: clearing fresh pages for large arrays takes longer than most
 * of what is computed in them. */
static void keep_memory(void)
{
#ifdef __GLIBC__
    mallopt(M_MMAP_THRESHOLD, 1 << 30);
    mallopt(M_TRIM_THRESHOLD, 1 << 30);
#endif
}

int main(int argc, char **argv)
{
    asl_error err = {0};
    keep_memory();
    asl_option_table_build();
    fill_standard_streams();
    catch_signals();
    asl_reference_without_memory(on_no_memory);
    unsetenv("GNUTERM"); /* gnuplot fails if it names a terminal that cannot be opened */
    int code = dispatch(argc, argv, &err);
    if (code != ASL_OK) asl_folder_remove_created();
    asl_folder_keep_created();
    if (code != ASL_OK && err.text[0] != '\0') fprintf(stderr, "aslab: %s\n", err.text);
    return code;
}
