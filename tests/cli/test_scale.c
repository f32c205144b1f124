/* Shards: plans, splitting, shard files, missing shards, merging, and all kinds of damage. */
#define _XOPEN_SOURCE 700
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/numbers.h"
#include "base/parallel.h"
#include "io/cells.h"
#include "io/digest.h"
#include "shard/partition.h"
#include "shard/shard_file.h"
#include "support.h"

/* One experiment of each kind: with rows from one computation, with rows from separate trials, and with results that
 * are combined from trials. */
#define CURVE "fig3 --points 101 --render none "
#define SWEEP "margin-map --gamma-neg 0:4:40 --margin 0:0.4:30 --render none "
#define TRAIN                                                                                                          \
    "fig6 --train 200 --test 100 --labels 8 --groups 3 --positives 1 --epochs 1 --batch 20 --seeds 3 --features 8 "    \
    "--render none "

static const struct {
    const char *name, *words;
} kinds[] = {{"fig3", CURVE}, {"margin-map", SWEEP}, {"fig6", TRAIN}};
enum { KINDS = sizeof kinds / sizeof kinds[0] };

/* --- splitting */

START_TEST(every_trial_has_one_owner)
{
    dice d = {7};
    for (int i = 0; i < 300; i++) {
        uint64_t trials = 1 + (uint64_t)roll(&d, 0, i < 100 ? 20 : 3000), shards = 1 + (uint64_t)roll(&d, 0, 200);
        asl_partition s = asl_partition_make(trials, shards);
        unsigned char *seen = calloc(trials, 1);
        uint64_t *list = malloc(trials * sizeof *list), all = 0;
        for (uint64_t k = 0; k < shards; k++) {
            size_t n = asl_partition_count(&s, k);
            ck_assert_uint_le(n, trials / shards + 1);
            ck_assert_uint_ge(n, trials / shards);
            asl_partition_list(&s, k, list);
            for (size_t t = 0; t < n; t++) {
                ck_assert(list[t] < trials && !seen[list[t]] && (t == 0 || list[t] > list[t - 1]));
                seen[list[t]] = 1;
                ck_assert_uint_eq(asl_partition_owner(&s, list[t]), k);
            }
            all += n;
        }
        ck_assert_uint_eq(all, trials);
        free(list);
        free(seen);
    }
}
END_TEST

/* On a grid whose cost grows along each axis, the largest load of a shard is close to the mean. (With contiguous blocks
 * it is 1.6 to 2.7 times the mean.) */
START_TEST(costly_corners_are_shared_out)
{
    const size_t a = 20, b = 15, c = 10, trials = a * b * c, shards = 10;
    asl_partition s = asl_partition_make(trials, shards);
    uint64_t *list = malloc(trials * sizeof *list);
    double worst = 0, all = 0;
    for (uint64_t k = 0; k < shards; k++) {
        double load = 0;
        asl_partition_list(&s, k, list);
        for (size_t t = 0; t < asl_partition_count(&s, k); t++) {
            size_t j = list[t];
            load += (double)(1 + j / (b * c)) * (double)(1 + j / c % b) * (double)(1 + j % c);
        }
        worst = load > worst ? load : worst;
        all += load;
    }
    ck_assert_double_lt(worst / (all / (double)shards), 1.1);
    free(list);
}
END_TEST

/* Test vectors of FIPS 180-2, appendix B. */
enum { PIECES = 500 };

typedef struct pieces {
    unsigned char begun[PIECES], fails[PIECES];
} pieces;

static int one_piece(void *self, size_t i, asl_error *err)
{
    pieces *p = self;
    p->begun[i]++;
    return p->fails[i] ? asl_fail(err, ASL_CONFLICT, "piece %zu", i) : ASL_OK;
}

/* With any number of threads, every piece is done once, or the error is that of the lowest piece that fails. */
START_TEST(the_first_error_of_several_threads)
{
    dice d = {3};
    for (int turn = 0; turn < 400; turn++) {
        pieces p = {0};
        asl_error err;
        char first[32];
        size_t lowest = PIECES, n = 1 + (size_t)roll(&d, 0, PIECES - 1), threads = 1 + (size_t)roll(&d, 0, 6);
        for (size_t i = 0; i < n && turn % 4 > 0; i++) {
            p.fails[i] = roll(&d, 0, 1) < 0.02;
            if (p.fails[i] && i < lowest) lowest = i;
        }
        int code = asl_parallel_try(threads, n, one_piece, &p, turn % 5 > 0 ? &err : NULL);
        ck_assert_int_eq(code, lowest < n ? ASL_CONFLICT : ASL_OK);
        snprintf(first, sizeof first, "piece %zu", lowest);
        if (code != ASL_OK && turn % 5 > 0) ck_assert_str_eq(err.text, first);
        for (size_t i = 0; i < PIECES; i++)
            ck_assert(p.begun[i] == (i < n && i <= lowest) || (i < n && i > lowest && p.begun[i] < 2));
    }
}
END_TEST

/* All pieces fail, and there are more threads than cores, so a thread is often interrupted between taking a piece and
 * doing it. */
START_TEST(the_first_error_of_a_crowd)
{
    for (int turn = 0; turn < 1000; turn++) {
        pieces p;
        asl_error err;
        memset(&p, 1, sizeof p);
        ck_assert_int_eq(asl_parallel_try(8, 64, one_piece, &p, &err), ASL_CONFLICT);
        ck_assert_str_eq(err.text, "piece 0");
    }
}
END_TEST

START_TEST(digests)
{
    char hex[ASL_DIGEST_CHARS], file[ASL_DIGEST_CHARS];
    asl_digest_text("abc", hex);
    ck_assert_str_eq(hex, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    asl_digest_text("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", hex);
    ck_assert_str_eq(hex, "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
    write_file(in_workdir("x"), "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq");
    ck_assert_int_eq(asl_digest_file(in_workdir("x"), file, NULL), ASL_OK);
    ck_assert_str_eq(file, hex);
    ck_assert_int_eq(asl_digest_file(in_workdir("none"), file, NULL), ASL_BAD);
}
END_TEST

START_TEST(cells_come_back)
{
    const asl_cell cells[] = {asl_cell_text("a,b\"c"),   asl_cell_double(0.1),
                              asl_cell_int(-7),          asl_cell_blank(),
                              asl_cell_text(""),         asl_cell_text(" edge "),
                              asl_cell_double(ASL_NAN),  asl_cell_text("line\nend\\n\r"),
                              asl_cell_double(-ASL_INF), asl_cell_text("\"quoted\""),
                              asl_cell_double(5e-324),   asl_cell_text("tab\tbed"),
                              asl_cell_text("\xce\xb3")};
    const size_t n = sizeof cells / sizeof cells[0];
    for (size_t from = 0; from < n; from++) {
        asl_strbuf line = {0};
        asl_cells_reader r = {0};
        asl_cells_write(&line, cells + from, n - from);
        ck_assert_ptr_eq(strchr(line.data, '\n'), line.data + line.length - 1);
        ck_assert_int_eq(asl_cells_read(&r, line.data, line.length - 1, NULL), ASL_OK);
        ck_assert_uint_eq(r.n, n - from);
        for (size_t i = 0; i < r.n; i++) {
            const asl_cell *a = &cells[from + i], *b = &r.cells[i];
            ck_assert_int_eq(a->kind, b->kind);
            if (a->kind == ASL_CELL_TEXT) ck_assert_str_eq(a->as.text, b->as.text);
            if (a->kind == ASL_CELL_INT) ck_assert_int_eq(a->as.count, b->as.count);
            if (a->kind == ASL_CELL_DOUBLE)
                ck_assert(a->as.real == b->as.real || (isnan(a->as.real) && isnan(b->as.real)));
        }
        asl_cells_free(&r);
        asl_strbuf_free(&line);
    }
    const char *bad[] = {"",    "!\t",      "\t",      "rr",     "r\tx",      "rr\t1", "r\t1,2", "z\t1",  "c\t",
                         "\t1", "r\t\"1\"", "t\ta\"b", "t\t\"a", "t\t\"a\"b", "r\t1,", "b\t1",   "t\ta,b"};
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        asl_cells_reader r = {0};
        ck_assert_msg(asl_cells_read(&r, bad[i], strlen(bad[i]), NULL) != ASL_OK, "%s", bad[i]);
        asl_cells_free(&r);
    }
}
END_TEST

/* --- the commands */

static void fails(int status, const char *message, const char *command)
{
    result r = shell("%s", command);
    ck_assert_msg(r.status == status && strstr(r.err, message) != NULL, "%s: %d %s", command, r.status, r.err);
    const char *end = strchr(r.err, '\n');
    ck_assert_msg(end != NULL && end[1] == '\0', "more than a line: %s", r.err);
    result_free(&r);
}

/* Compares all files of two folders except .meta files. */
#define SAME(a, b) "for f in $(cd " a " && ls | grep -v meta); do cmp " a "/$f " b "/$f || exit 9; done"

START_TEST(shards_give_the_bytes_of_one_run)
{
    for (int k = 0; k < KINDS; k++) {
        char command[1024];
        snprintf(
            command, sizeof command,
            "rm -rf one many; $aslab run %s -o one --quiet --threads 1 && for i in 4 2 0 1 3; do $aslab run %s -o many "
            "--quiet --shard $i/5 || exit 1; done; $aslab missing many --shards 5 && $aslab merge many --render none "
            "--quiet && " SAME("one", "many"),
            kinds[k].words, kinds[k].words);
        run_ok(command);
    }
}
END_TEST

START_TEST(any_number_of_times_and_any_n)
{
    run_ok("$aslab run " TRAIN "-o one --quiet; for i in 0 1 2 1 0; do $aslab run " TRAIN
           "-o d --shard $i/3 --quiet || exit 1; "
           "done; for i in $(seq 0 39); do $aslab run " TRAIN
           "-o d --shard $i/40 --quiet --threads 1 || exit 1; done; $aslab merge d "
           "--quiet --render none; " SAME("one", "d") "; ls -A d/.aslab/fig6 | grep -c shard | grep -qx 43");
}
END_TEST

/* A run with 200 threads gives the same bytes. */
START_TEST(as_many_threads_as_one_likes)
{
    run_ok("$aslab train --train 40 --test 20 --labels 3 --features 2 --groups 2 --positives 1 --epochs 1 --batch 40 "
           "--seeds 300 --loss ce --loss focal --lr 0.01,0.02,0.03,0.04,0.05 --save many.conf --quiet -o "
           "whole.csv");
    run_ok("$aslab run many.conf -o d --threads 200 --quiet --render none && cmp d/many.csv whole.csv");
}
END_TEST

START_TEST(a_shard_that_is_there_is_no_work)
{
    run_ok("$aslab run " TRAIN "-o d --shard 1/3 2> first && ls -i d/.aslab/fig6/shard-1-of-3 > a && $aslab run " TRAIN
           "-o d --shard 1/3 2> second && ls -i d/.aslab/fig6/shard-1-of-3 > b && cmp a b && grep -q 'is done' "
           "first && "
           "grep -q 'already done' second");
}
END_TEST

START_TEST(the_same_shard_twice_at_once)
{
    run_ok("for round in 1 2 3 4 5; do for i in 1 2 3 4; do $aslab run " TRAIN
           "-o d$round --shard 0/2 --quiet & p=\"$p $!\"; done; "
           "for q in $p; do wait $q || exit 1; done; p=; test \"$(ls -A d$round/.aslab/fig6 | LC_ALL=C sort | tr '\\n' "
           "' ')\" = "
           "'fig6.conf plan shard-0-of-2 ' || exit 2; done");
}
END_TEST

/* If two commands create different plans at the same time, one of them succeeds. The other is rejected and removes
 * nothing. */
START_TEST(two_plans_at_once)
{
    run_ok("for round in 1 2 3 4 5 6 7 8; do $aslab run " CURVE
           "-o d$round --shard 0/2 --quiet & a=$!; $aslab run fig3 --points 77 --render "
           "none -o d$round --shard 1/2 2>err & b=$!; x=0; wait $a || x=$?; y=0; wait $b || y=$?; test $x$y = 04 -o "
           "$x$y = 40 || exit 1; test \"$(ls -A "
           "d$round/.aslab/fig3 | tr '\\n' ' ')\" = \"fig3.conf plan shard-$((y == 0))-of-2 \" || exit 2; grep "
           "-q $((y == 0 ? 77 : 101)) "
           "d$round/.aslab/fig3/fig3.conf && grep -q $((y == 0 ? 77 : 101)) d$round/.aslab/fig3/plan || exit 3; done");
}
END_TEST

START_TEST(what_is_missing)
{
    result r = shell(
        "for i in 0 2 3 4 8; do $aslab run " CURVE
        "-o d --shard $i/10 --quiet; done; $aslab missing d --shards 10; echo $?; "
        "$aslab missing d --shards 4; echo $?; $aslab missing d --shards 1; echo $?; $aslab merge d; echo $?; ls d");
    ck_assert_str_eq(r.out, "1,5-7,9\n3\n0-3\n3\n0\n3\n3\n");
    ck_assert_str_eq(r.err, "aslab: fig3: 5 of 10 shards are missing: 1,5-7,9\n");
    result_free(&r);
    run_ok("for i in $($aslab missing d --shards 10 | tr , '\\n' | sed 's/-/ /' | while read a b; do seq $a ${b:-$a}; "
           "done); do $aslab "
           "run " CURVE "-o d --shard $i/10 --quiet || exit 1; done; test -z \"$($aslab missing d --shards 10)\" && "
           "$aslab merge d --quiet "
           "&& test -s d/fig3.csv");
}
END_TEST

START_TEST(a_killed_run_goes_on)
{
    run_ok("$aslab run " TRAIN "-o one --quiet; for i in 0 3 4; do $aslab run " TRAIN
           "-o d --shard $i/9 --quiet; done");
    result r = shell("$aslab run " TRAIN "-o d --shards 9");
    ck_assert_int_eq(r.status, 0);
    ck_assert_ptr_nonnull(strstr(r.err, "fig6 continues: 3 of its 9 shards"));
    result_free(&r);
    run_ok(SAME("one", "d"));
    run_ok(
        "$aslab figures fig3 -o f --shards 3 --render none 2>/dev/null; cp f/fig3.csv a; rm f/fig3.csv; $aslab figures "
        "fig3 -o f --shards 5 --render none 2>&1 | grep -q '1 of 1 experiments have not changed' && cmp a f/fig3.csv "
        "&& "
        "test $(ls f/.aslab/fig3 | grep -c 'shard-.-of-3') = 3 && ! ls f/.aslab/fig3 | grep of-5");
}
END_TEST

/* The host name in names of temporary files. */
#define HOST                                                                                                           \
    "$(uname -n | tr -c 'a-zA-Z0-9\\n' _)_$({ ls -Ldi /proc/self/ns/pid 2>/dev/null || echo 0; } | "                   \
    "awk '{ print $1 }')"

/* A temporary file of a process that has ended is removed; one of another host is kept. */
START_TEST(leftovers_are_swept)
{
    run_ok("$aslab run " CURVE "-o d --shard 0/2 --quiet; h=" HOST "; touch "
           "d/.aslab/fig3/.aslab-$h-999999999-0.tmp "
           "d/.aslab/fig3/.aslab-elsewhere-999999999-0.tmp d/.aslab/fig3/.aslab-$h-$$-0.tmp; $aslab run " CURVE
           "-o d --shard 1/2 --quiet; test ! -e d/.aslab/fig3/.aslab-$h-999999999-0.tmp && test -e "
           "d/.aslab/fig3/.aslab-elsewhere-999999999-0.tmp && test -e d/.aslab/fig3/.aslab-$h-$$-0.tmp");
}
END_TEST

START_TEST(leftovers_beside_the_files_too)
{
    run_ok("mkdir d; h=" HOST "; touch "
           "d/.aslab-$h-999999999-0.tmp.meta; $aslab run " CURVE
           "-o d --quiet; test \"$(ls -A d | tr '\\n' ' ')\" = 'fig3.csv fig3.gp fig3.meta '");
}
END_TEST

START_TEST(another_plan_is_refused)
{
    run_ok("$aslab run " CURVE "-o d --shard 0/2 --quiet");
    fails(4, "there 'option points 101', here 'option points 102'",
          "$aslab run fig3 --points 102 --render none -o d --shard 1/2");
    fails(4, "d/.aslab/fig3 holds shards of another plan", "$aslab run fig3 --render none -o d --shards 2");
    run_ok("edit 's/^program .*/program 0123456789abcdef/' d/.aslab/fig3/plan");
    fails(4, "another program began it", "$aslab run " CURVE "-o d --shard 1/2");
    /* figures replaces the plan, and so does run if the old plan is finished; without --shards the plan does not
     * matter */
    run_ok(
        "$aslab run fig3 --points 40 --render none -o d --quiet && test $(wc -l < d/fig3.csv) = 161 && "
        "$aslab figures fig3 -o d --shards 2 --render none --quiet && $aslab run fig3 --points 50 --shards 2 --render "
        "none -o d --quiet && test $(wc -l < d/fig3.csv) = 201");
}
END_TEST

START_TEST(how_it_is_said_does_not_matter)
{
    run_ok("$aslab run fig3 --points 101 --loss ce --loss asl:gamma_neg=4 --render none -o d --shard 0/2 --quiet && "
           "$aslab run fig3 --loss "
           "ce --points 101 --loss asl:margin=0.05 --render png --threads 1 -o ./d/ --shard 1/2 --quiet && $aslab "
           "merge d --quiet --render none");
    run_ok("$aslab run margin-map --margin 0:0.2:3 --render none -o e --shard 0/2 --quiet && $aslab run margin-map "
           "--margin 0,0.1,0.2 --render none -o e "
           "--shard 1/2 --quiet");
}
END_TEST

/* A data file can be in another folder under the same name, but its contents must be the same. */
START_TEST(data_are_known_by_their_contents)
{
    write_file(in_workdir("p.csv"), "prob,given\n0.9,1\n0.2,0\n0.7,0\n");
    run_ok("mkdir there && cp p.csv there; $aslab stats p.csv --save s.conf >/dev/null && $aslab run s.conf -o d "
           "--render none --shard 0/2 --quiet && "
           "sed 's|p.csv|there/p.csv|' s.conf > there/s.conf && $aslab run there/s.conf -o d --render none --shard 1/2 "
           "--quiet && rm p.csv && $aslab merge d "
           "--quiet --render none");
    write_file(in_workdir("p.csv"), "prob,given\n0.9,1\n0.2,0\n0.6,0\n");
    fails(4, "there 'word p.csv sha256", "$aslab run s.conf -o d --render none --shard 1/2");
    fails(2, "standard input",
          "$aslab stats --quiet --save in.conf < p.csv > /dev/null && $aslab run in.conf -o x --shard 0/2 < p.csv");
    run_ok("$aslab run in.conf -o x --render none --quiet < p.csv && test -s x/in.csv && test ! -e x/.aslab");
}
END_TEST

static void write_features(const char *path, int rows, int turn)
{
    char name[80], *text = malloc(40 + 40 * (size_t)rows);
    size_t n = (size_t)sprintf(text, "x1,x2,y_a,y_b\n");
    for (int i = 0; i < rows; i++) {
        int a = (i * 7 + turn) % 11 - 5, b = (i * 5) % 13 - 6;
        n += (size_t)sprintf(text + n, "%d.%d,%d.5,%d,%d\n", a, i % 10, b, a > 1, a + b > 2);
    }
    snprintf(name, sizeof name, "%s", path);
    write_file(in_workdir(name), text);
    free(text);
}

START_TEST(a_folder_of_features_is_known_by_its_contents)
{
    run_ok("mkdir -p f there far");
    write_features("f/train.csv", 60, 0);
    write_features("f/test.csv", 40, 3);
    run_ok("cp -r f there && $aslab train --data f --epochs 2 --batch 20 --seeds 2 --loss ce --loss asl --lr 0.01 "
           "--quiet --save d.conf -o whole.csv");
    run_ok("$aslab run d.conf -o d --render none --quiet --shard 0/2 && "
           "sed \"s|'f'|'there/f/'|\" d.conf > far/d.conf && grep -q there far/d.conf && "
           "$aslab run far/d.conf -o d --render none --quiet --shard 1/2 && $aslab merge d --quiet --render none && "
           "cmp d/d.csv whole.csv");
    write_features("f/test.csv", 41, 3);
    fails(4, "'file test.csv sha256", "$aslab run d.conf -o d --render none --shard 1/2");
    run_ok("rm f/test.csv");
    fails(2, "test.csv", "$aslab run d.conf -o e --render none --shard 1/2");
}
END_TEST

/* merge and run find every kind of damage to a shard, name the file, and write nothing. */
START_TEST(damaged_shards_are_refused_by_name)
{
    static const struct {
        const char *how, *message;
    } cases[] = {
        {"printf x | dd of=$s bs=1 seek=200 conv=notrunc 2>/dev/null", "is damaged: "},
        {"head -c 300 $s > t; mv t $s", "is truncated"},
        {"sed '$d' $s > t; mv t $s", "is truncated: "},
        {": > $s", "is truncated"},
        {"edit 6d $s", "is damaged"},
        {"echo junk > $s", "is truncated"},
        {"echo more >> $s", "is truncated"},
        {"cp d/.aslab/fig6/shard-0-of-3 $s", " remove it"},
        {"sed -n 1p $s > t; sed -n '2s/[0-9a-f]*$/0000000000000000000000000000000000000000000000000000000000000000/p' "
         "$s >> t; sed '1,2d;$d' $s >> t; echo \"end $(($(wc -l < "
         "t) - 4)) $(sha256sum < t | cut -d ' ' -f 1)\" >> t; mv t $s",
         "belongs to another plan"},
        {"rm $s; mkdir $s", "is not a regular file"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char command[2048];
        snprintf(command, sizeof command,
                 "rm -rf d; for i in 0 1 2; do $aslab run " TRAIN
                 "-o d --shard $i/3 --quiet; done; s=d/.aslab/fig6/shard-1-of-3; %s",
                 cases[i].how);
        run_ok(command);
        fails(4, "d/.aslab/fig6/shard-1-of-3", "$aslab merge d");
        fails(4, cases[i].message, "$aslab merge d --quiet");
        fails(4, cases[i].message, "$aslab run " TRAIN "-o d --shards 3");
        fails(4, cases[i].message, "$aslab run " TRAIN "-o d --shard 1/3");
        run_ok("test \"$(ls d)\" = ''");
    }
    /* `figures` computes the damaged shard again */
    run_ok("$aslab figures fig3 -o d --shards 2 --render none --quiet; cp d/fig3.csv a; echo junk > "
           "d/.aslab/fig3/shard-0-of-2; $aslab figures fig3 -o d --shards 2 --render none --quiet; cmp a d/fig3.csv");
}
END_TEST

/* Writes a shard with other numbers and a correct digest, as another program would. */
static void forge(const char *from, const char *to, const char *edit)
{
    result r = shell("sed '$d' %s | sed '%s' > t; echo \"end $(($(wc -l < t) - 4)) $(sha256sum < t | cut -d ' ' -f "
                     "1)\" >> t; mv t %s",
                     from, edit, to);
    ck_assert_int_eq(r.status, 0);
    result_free(&r);
}

START_TEST(shards_that_disagree)
{
    run_ok("for i in 0 1; do $aslab run " SWEEP "-o d --shard $i/2 --quiet; done; for i in 0 1 2; do $aslab run " SWEEP
           "-o d --shard $i/3 --quiet; done");
    forge("d/.aslab/margin-map/shard-2-of-3", "d/.aslab/margin-map/shard-2-of-3", "5s/,0\\.[0-9]*/,0.123/");
    fails(4, "rows of trial", "$aslab merge d");
    run_ok("test \"$(ls d)\" = ''");
    /* if two processes write different results for a shard, the second is kept as *.conflict, and later commands fail
     * until it is removed */
    run_ok("rm -r d; $aslab run " SWEEP "-o d --shard 0/2 --quiet; $aslab run " SWEEP "-o e --shard 0/2 --quiet");
    forge("e/.aslab/margin-map/shard-0-of-2", "d/.aslab/margin-map/shard-0-of-2.conflict", "5s/,0\\.[0-9]*/,0.123/");
    fails(4, "shard-0-of-2.conflict", "$aslab merge d");
    fails(4, "shard-0-of-2.conflict", "$aslab run " SWEEP "-o d --shards 2");
    run_ok("rm d/.aslab/margin-map/*.conflict; $aslab run " SWEEP "-o d --shards 2 --quiet");
}
END_TEST

START_TEST(the_first_to_publish_wins)
{
    asl_shard_id id = {"0123", 0, 1};
    asl_strbuf same = {0}, other = {0};
    asl_error err = {0};
    asl_folder folder;
    ck_assert_int_eq(asl_folder_open(&folder, workdir(), NULL, &err), ASL_OK);
    char *path = strdup(in_workdir("shard-0-of-1")), *aside = strdup(in_workdir("shard-0-of-1.conflict"));
    asl_strbuf_add(&same, "0\tr\t1\n");
    asl_strbuf_add(&other, "0\tr\t2\n");
    ck_assert_int_eq(asl_shard_publish(&folder, "shard-0-of-1", &id, "x", &same, 1, &err), ASL_OK);
    char *first = read_file(path);
    ck_assert_int_eq(asl_shard_publish(&folder, "shard-0-of-1", &id, "x", &same, 1, &err), ASL_OK);
    ck_assert_uint_eq(files_in(workdir()), 1);
    ck_assert_int_eq(asl_shard_publish(&folder, "shard-0-of-1", &id, "x", &other, 1, &err), ASL_CONFLICT);
    ck_assert_ptr_nonnull(strstr(err.text, path));
    ck_assert(file_exists(aside));
    char *still = read_file(path);
    ck_assert_str_eq(first, still);
    ck_assert_uint_eq(files_in(workdir()), 2);
    asl_folder_close(&folder);
    free(first);
    free(still);
    free(path);
    free(aside);
    asl_strbuf_free(&same);
    asl_strbuf_free(&other);
}
END_TEST

START_TEST(words_are_checked)
{
    fails(2, "--shard = '3' is not I/N", "$aslab run fig3 -o d --shard 3");
    fails(2, "--shard = '/3' is not I/N", "$aslab run fig3 -o d --shard /3");
    fails(2, "I = 3 is outside [0, 2]", "$aslab run fig3 -o d --shard 3/3");
    fails(2, "N = 0 is outside [1, 10000000]", "$aslab run fig3 -o d --shard 0/0");
    fails(2, "I = -1 is outside", "$aslab run fig3 -o d --shard -1/3");
    fails(2, "is not a whole number", "$aslab run fig3 -o d --shard 0.5/3");
    fails(2, "mutually exclusive", "$aslab run fig3 -o d --shard 0/2 --shards 2");
    fails(2, "outside [1, 10000000]", "$aslab run fig3 -o d --shards 0");
    fails(2, "outside [1, 10000000]", "$aslab figures fig3 -o d --shards 0");
    fails(2, "there is no plan in d", "$aslab merge d");
    fails(2, "there is no plan in d", "$aslab missing d --shards 2");
    fails(2, "needs --shards N", "mkdir e; $aslab missing e");
    run_ok("test ! -e d; $aslab run fig3 --render none -o e --shard 0/2 --quiet; $aslab run fig1b --render none -o e "
           "--shard 1/2 --quiet");
    fails(2, "e has several unfinished experiments, fig1b, fig3", "$aslab missing e --shards 2");
    fails(2, "there is no plan of fig9 in e", "$aslab missing e fig9 --shards 2");
    result r = shell("$aslab missing e fig1b --shards 2; $aslab missing e fig3 --shards 2");
    ck_assert_str_eq(r.out, "0\n1\n");
    result_free(&r);
    r = shell(
        "$aslab run fig3 --render none -o e --shard 1/2 --quiet; $aslab merge e --quiet --render none; echo $?; ls e");
    ck_assert_str_eq(r.out, "3\nfig3.csv\nfig3.gp\nfig3.meta\n");
    ck_assert_str_eq(r.err, "aslab: fig1b: 1 of 2 shards are missing: 0\n");
    result_free(&r);
}
END_TEST

/* If a run fails because of its input, it leaves no plan. If it fails later, finished shards are kept. */
START_TEST(failures_leave_what_is_worth_keeping)
{
    fails(2, "x.conf: cannot read none.csv",
          "printf \"command = 'stats'\\nargs = {'none.csv'}\\n\" > x.conf; $aslab run x.conf -o d");
    run_ok("test ! -e d");
    fails(1, "cannot write",
          "$aslab run " TRAIN "-o d --shard 0/2 --quiet; mkdir d/fig6.csv; $aslab run " TRAIN
          "-o d --shards 2 --quiet 2>&1 | cat 1>&2; exit 1");
    run_ok("rmdir d/fig6.csv; $aslab run " TRAIN "-o d --shards 2 2>&1 | grep -q 'was computed before'");
}
END_TEST

SUITE(scale, every_trial_has_one_owner, costly_corners_are_shared_out, the_first_error_of_several_threads,
      the_first_error_of_a_crowd, digests, cells_come_back, shards_give_the_bytes_of_one_run,
      any_number_of_times_and_any_n, as_many_threads_as_one_likes, a_shard_that_is_there_is_no_work,
      the_same_shard_twice_at_once, two_plans_at_once, what_is_missing, a_killed_run_goes_on, leftovers_are_swept,
      leftovers_beside_the_files_too, another_plan_is_refused, how_it_is_said_does_not_matter,
      data_are_known_by_their_contents, a_folder_of_features_is_known_by_its_contents,
      damaged_shards_are_refused_by_name, shards_that_disagree, the_first_to_publish_wins, words_are_checked,
      failures_leave_what_is_worth_keeping)
