/* A shared output folder DIR can contain malicious files. Commands do not run them, do not follow links out of DIR, do
 * not wait for them, and do not send control characters to the terminal.
 *
 * A script that must not run creates a file called evil. No command may change the folder `outside`. If a command
 * waits, timeout ends it (status 124). */
#define _XOPEN_SOURCE 700
#include <csv.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/strbuf.h"
#include "base/utf8.h"
#include "io/cells.h"
#include "io/csv_write.h"
#include "io/folder.h"
#include "io/gnuplot.h"
#include "support.h"

static const char own_conf[] = "title = 'A title'\npaper = 'Figure'\ncaption = 'What to see.'\ncommand = 'curve'\n"
                               "plot = 'curve'\norder = '7'\nlabels = {'one', 'two'}\ndraw = {'along=x'}\n"
                               "reported = {'a,b', '1,2'}\noptions { loss = {'ce', 'asl'} points = '11' label = '1' }\n"
                               "claim { text = 'it is so' paper = '0' column = 'value' where = {'prob=1', 'loss=ce'} "
                               "expect = 'is 0' }\n";

/* Shell functions. edit EXPRESSION FILE: sed in place. insert FILE N LINE: inserts LINE as line N. seal SHARD: corrects
 * the digest in its last line. replan FOLDER: corrects the plan's digest in every shard. outside: prints names,
 * sizes and digests of all files in the folder `outside`. */
static const char library[] =
    "edit() { sed \"$1\" \"$2\" > edited; cat edited > \"$2\"; rm edited; }\n"
    "insert() { head -n $(($2 - 1)) $1 > edited; printf '%s\\n' \"$3\" >> edited; tail -n +$2 $1 >> edited; cat edited "
    "> "
    "$1; rm edited; }\n"
    "seal() { n=$(wc -l < $1); head -n $((n - 1)) $1 > sealed; echo \"end $(($(wc -l < sealed) - 4)) $(sha256sum < "
    "sealed | cut -d ' ' -f 1)\" >> sealed; cat sealed > $1; rm sealed; }\n"
    "replan() { h=$(sha256sum < $1/plan | cut -d ' ' -f 1); for s in $1/shard-*; do edit \"2s/.*/plan $h/\" $s; seal "
    "$s; done; }\n"
    "outside() { find outside -exec ls -ldn {} + | awk '{ $6 = $7 = $8 = \"\"; print }' | LC_ALL=C sort; find outside "
    "-type f -exec sha256sum {} + | "
    "LC_ALL=C sort; }\n"
    "P=d/.aslab/own\n";

/* Creates the folder `good`, in which an experiment of two shards was run and merged, and `open`, which is not
 * merged. */
static void set_the_stage(void)
{
    write_file(in_workdir("own.conf"), own_conf);
    write_file(in_workdir("lib.sh"), library);
    result r = shell("for i in 0 1; do $aslab run ./own.conf -o open --shard $i/2 --render none --quiet; done && "
                     "cp -r open good && $aslab run ./own.conf -o good --shards 2 --render none --quiet");
    ck_assert_msg(r.status == 0 && r.err[0] == '\0', "%s", r.err);
    result_free(&r);
}

static const char *const commands[] = {
    "$aslab run ./own.conf -o d --shards 2 --render none --quiet",
    "$aslab run ./own.conf -o d --shard 0/2 --render none --quiet",
    "$aslab merge d --render none --quiet",
    "$aslab missing d --shards 2",
    "$aslab figures ./own.conf -o d --shards 2 --render none --quiet",
};
enum { COMMANDS = sizeof commands / sizeof commands[0] };

static void is_harmless(const char *said, const char *what)
{
    for (const char *c = said; *c != '\0'; c++) {
        size_t n = *c == '\n' ? 1 : asl_utf8_visible(c);
        ck_assert_msg(n > 0, "%s: byte %02x in: %s", what, (unsigned)(unsigned char)*c, said);
        c += n - 1;
    }
}

/* Expects one error line without control characters. */
static void is_one_line(const result *r, const char *what)
{
    const char *end = strchr(r->err, '\n');
    ck_assert_msg(strncmp(r->err, "aslab: ", 7) == 0 && end != NULL && end[1] == '\0', "%s: not one line: %s", what,
                  r->err);
    is_harmless(r->err, what);
}

/* Copies the folder `from` to `d`, changes it with `before`, and runs the command. */
static result in_folder(const char *from, const char *before, const char *command)
{
    return shell(
        ". ./lib.sh; rm -rf d outside; cp -r %s d; mkdir outside; { %s; } || exit 99; ls -A d > listed; timeout 20 %s",
        from, before, command);
}

static void refused(int status, const char *from, const char *before, const char *command)
{
    char what[2048];
    snprintf(what, sizeof what, "%s; %s", before, command);
    result r = in_folder(from, before, command);
    ck_assert_msg(r.status == status, "%s: %d, not %d: %s", what, r.status, status, r.err);
    is_one_line(&r, what);
    result_free(&r);
    /* figures writes a page with the reason */
    bool page = strstr(command, "$aslab figures ") != NULL;
    r = shell("find . -name evil; ls -A d | %s | diff listed -", page ? "grep -vx index.html" : "cat");
    ck_assert_msg(r.status == 0 && r.out[0] == '\0', "%s: left behind: %s", what, r.out);
    result_free(&r);
}

/* --- links */

/* Files and folders of a plan, each of which is replaced by a link to `outside`. In a command, $P is the folder of the
 * plan. */
static const char *const places[] = {"d/.aslab",        "$P",         "$P/plan", "$P/own.conf", "$P/shard-0-of-2",
                                     "$P/shard-1-of-2", "$P/finished"};
enum { PLACES = sizeof places / sizeof places[0] };

static void nothing_outside_changes(const char *from, const char *before, const char *command)
{
    char whole[1024], what[2048];
    snprintf(whole, sizeof whole, "%s; outside > state", before);
    snprintf(what, sizeof what, "%s; %s", before, command);
    result r = in_folder(from, whole, command);
    ck_assert_msg(r.status == 4, "%s: %d %s", what, r.status, r.err);
    is_one_line(&r, what);
    result_free(&r);
    r = shell(". ./lib.sh; outside | diff state -");
    ck_assert_msg(r.status == 0, "%s: outside was changed:\n%s", what, r.out);
    result_free(&r);
}

START_TEST(links_lead_nowhere)
{
    set_the_stage();
    for (size_t i = 0; i < PLACES; i++) {
        for (size_t k = 0; k < COMMANDS; k++) {
            char before[300];
            snprintf(before, sizeof before, "mv %s outside/x; ln -s $PWD/outside/x %s", places[i], places[i]);
            nothing_outside_changes("good", before, commands[k]);
            snprintf(before, sizeof before, "rm -r %s; ln -s $PWD/outside/none %s", places[i], places[i]);
            nothing_outside_changes("good", before, commands[k]);
        }
    }
}
END_TEST

/* $P is a link to another folder with files that have the same names as those of a plan. */
START_TEST(a_linked_folder_keeps_its_files)
{
    set_the_stage();
    static const char before[] = "mkdir -p outside/own; for f in plan finished shard-0-of-1 own.conf; do echo mine > "
                                 "outside/own/$f; done; rm -r %s; ln -s $PWD/outside%s %s";
    for (size_t k = 0; k < COMMANDS; k++) {
        char whole[400];
        snprintf(whole, sizeof whole, before, "$P", "/own", "$P");
        nothing_outside_changes("good", whole, commands[k]);
        snprintf(whole, sizeof whole, before, "d/.aslab", "", "d/.aslab");
        nothing_outside_changes("good", whole, commands[k]);
    }
}
END_TEST

/* Output files in DIR can be links, too. Their names are known in advance. */
START_TEST(outputs_are_not_written_through_links)
{
    static const char *const names[] = {"own.csv", "own.gp", "own.meta", "own.svg", "claims.csv", "index.html"};
    bool drawn = asl_gnuplot_found();
    set_the_stage();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        bool figures = i > 3, picture = i == 3;
        char before[200];
        if (picture && !drawn) continue;
        snprintf(before, sizeof before, "echo mine > outside/x; ln -sf $PWD/outside/x d/%s; outside > state", names[i]);
        const char *command =
            figures ? "$aslab figures ./own.conf -o d --render none --quiet" : "$aslab merge d --quiet --render svg";
        result r = in_folder("open", before, command);
        ck_assert_msg(r.status == 1, "%s: %d %s", names[i], r.status, r.err);
        is_one_line(&r, names[i]);
        result_free(&r);
        r = shell(". ./lib.sh; outside | diff state - && test -L d/%s", names[i]);
        ck_assert_msg(r.status == 0, "%s: %s", names[i], r.out);
        result_free(&r);
    }
}
END_TEST

START_TEST(names_are_not_paths)
{
    set_the_stage();
    refused(2, "open", "cp -r d/.aslab/own e", "$aslab merge d ../../e");
    refused(2, "open", "rm -rf e; cp -r d/.aslab/own d/e", "$aslab missing d ../e --shards 2");
    refused(2, "open", "true", "$aslab merge d .");
    refused(2, "open", "true", "$aslab merge d ''");
}
END_TEST

/* --- files that block, or that do not end */

START_TEST(nothing_is_waited_for)
{
    static const char *const kinds[] = {
        "mkfifo %s", "mkdir %s", "mknod %s c 1 5 2>/dev/null || mkfifo %s",
        ("/usr/bin/python3 -c 'import socket; socket.socket(socket.AF_UNIX).bind(\"%s\")' "
         "2>/dev/null || mkfifo %s")};
    set_the_stage();
    for (size_t i = 2; i < PLACES; i++) {
        for (size_t t = 0; t < sizeof kinds / sizeof kinds[0]; t++) {
            /* a pipe is tested with all commands */
            for (size_t k = t == 0 ? 0 : 2 * (t % 2); k < COMMANDS; k += t == 0 ? 1 : COMMANDS) {
                char make[300], before[400], place[64];
                snprintf(place, sizeof place, "d/.aslab/own%s", places[i] + 2);
                snprintf(make, sizeof make, kinds[t], place, place);
                snprintf(before, sizeof before, "rm %s; %s", place, make);
                refused(4, "good", before, commands[k]);
            }
        }
    }
}
END_TEST

START_TEST(outputs_are_not_waited_for)
{
    static const char *const names[] = {"own.csv", "own.gp", "own.meta"};
    set_the_stage();
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        char before[100];
        snprintf(before, sizeof before, "mkfifo d/%s", names[i]);
        result r = in_folder("open", before, commands[2]);
        ck_assert_msg(r.status == 1, "%s: %d %s", before, r.status, r.err);
        is_one_line(&r, before);
        result_free(&r);
    }
    result r = in_folder("good", "mkfifo d/lesson.html", commands[4]);
    ck_assert_msg(r.status == 0, "%d %s", r.status, r.err);
    result_free(&r);
}
END_TEST

START_TEST(nothing_is_read_without_end)
{
    static const char *const befores[] = {
        "truncate -s 1T %s", "head -c 70000000 /dev/zero | tr '\\0' x > %s",
        "truncate -s 1T %s; echo \"end 1 $(printf x | sha256sum | cut -d ' ' -f 1)\" >> %s"};
    /* a sanitizer reserves more address space than the limit */
    const bool roomy = strstr(ASLAB_BIN, "/asan/") != NULL || strstr(ASLAB_BIN, "/tsan/") != NULL;
    const char *bounded = roomy ? commands[2] : "sh -c 'ulimit -v 1000000; $0 merge d --render none --quiet' $aslab";
    set_the_stage();
    for (size_t i = 2; i < PLACES; i++) {
        for (size_t t = 0; t < sizeof befores / sizeof befores[0]; t++) {
            char before[400], place[64];
            snprintf(place, sizeof place, "d/.aslab/own%s", places[i] + 2);
            snprintf(before, sizeof before, befores[t], place, place);
            result r = in_folder("open", before, bounded);
            bool used = strstr(place, "finished") == NULL;
            ck_assert_msg(r.status == (used ? 4 : 0), "%s: %d %s", before, r.status, r.err);
            if (used) is_one_line(&r, before);
            result_free(&r);
        }
    }
    /* huge counts */
    refused(4, "open",
            "rm $P/shard-*; $aslab run ./own.conf -o d --shard 0/1 --quiet; edit 's/^trials .*/trials "
            "9007199254740991/' $P/plan; replan $P",
            commands[2]);
    refused(4, "open", "edit 's/^trials .*/trials 18446744073709551615/' $P/plan; replan $P", commands[2]);
    refused(4, "open", "for n in $(seq 9999900 9999999); do : > $P/shard-0-of-$n; done", commands[2]);
}
END_TEST

/* --- scripts */

/* Creates a malicious gnuplot script. */
#define EVIL_SCRIPT "printf \"system('touch evil')\\nset output out\\nset terminal svg\\nplot sin(x)\\n\" > evil.gp"

START_TEST(no_script_of_the_folder_is_run)
{
    set_the_stage();
    static const char draws[] = "$aslab merge d own --render svg --quiet";
    refused(4, "open", EVIL_SCRIPT "; edit \"s|^plot = .*|plot = '$PWD/evil.gp'|\" $P/own.conf", draws);
    refused(4, "open",
            EVIL_SCRIPT "; edit \"s|^plot = .*|plot = '$PWD/evil.gp'|\" $P/own.conf; edit \"s|^experiment plot "
                        "= .*|experiment plot = '$PWD/evil.gp'|\" $P/plan; replan $P",
            draws);
    static const char in_folder_too[] =
        EVIL_SCRIPT "; for n in own curve style evil; do cp evil.gp d/$n.gp; cp evil.gp $P/$n.gp; "
                    "done; cp evil.gp d/.gnuplot; cp evil.gp d/gnuplotrc";
    result r = in_folder("open", in_folder_too, "sh -c 'cd d && HOME=$PWD $0 merge . own --render svg --quiet' $aslab");
    ck_assert_msg(r.status == 0, "%d %s", r.status, r.err);
    result_free(&r);
    r = shell("find . -name evil; grep -l touch d/own.gp");
    ck_assert_str_eq(r.out, "");
    result_free(&r);
}
END_TEST

/* The plan itself is valid: the shards belong to an experiment with its own script. */
START_TEST(a_script_has_to_be_given)
{
    set_the_stage();
    result r =
        shell(EVIL_SCRIPT "; printf 'set terminal svg\\nset output out\\nplot sin(x)\\n' > good.gp; sed \"s|^plot "
                          "= .*|plot = './evil.gp'|\" own.conf > script.conf; for i in 0 1; do $aslab run "
                          "./script.conf -o script --shard $i/2 --render none --quiet; done; cp evil.gp script; ls "
                          "script script/.aslab/script");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    refused(2, "script", "rm -f d/evil.gp", "$aslab merge d --render svg --quiet");
    refused(2, "script", "rm -f d/evil.gp", "sh -c 'cd d && $0 merge . --quiet' $aslab");
    refused(2, "script", "rm -f d/evil.gp", "$aslab merge d --script good.gp --quiet"); /* the experiment is missing */
    r = in_folder("script", "rm -f evil", "$aslab merge d script --script ./good.gp --quiet");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    r = shell("find . -name evil; grep -c 'plot sin' d/script.gp; $aslab run ./script.conf -o whole --quiet --render "
              "none; cmp "
              "whole/script.csv d/script.csv");
    ck_assert_msg(r.status == 0 && strcmp(r.out, "1\n") == 0, "%s%s", r.out, r.err);
    result_free(&r);
    r = in_folder("script", "true",
                  "$aslab merge d script --script curve --quiet --render none && grep -c 'aslab curve' d/script.gp");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    result_free(&r);
    if (!asl_gnuplot_found()) return;
    r = shell("rm -rf d; cp -r script d; $aslab merge d script --script ./evil.gp --quiet; ls evil d/evil");
    ck_assert_msg(strstr(r.out, "d/evil") != NULL, "the script that would be evil is not: %s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

/* While gnuplot starts, its script in the folder and the picture are replaced. */
START_TEST(a_script_is_not_exchanged)
{
    set_the_stage();
    if (!asl_gnuplot_found()) {
        puts("SKIPPED: gnuplot is not here: exchanged scripts");
        return;
    }
    result r = in_folder(
        "open",
        EVIL_SCRIPT "; echo mine > outside/x; mkdir -p bin; printf '#!/bin/sh\\ncp -f %s/evil.gp %s/d/own.gp; for f "
                    "in %s/d/.aslab-*.svg; do ln -sf %s/outside/x $f; done\\nexec %s \"$@\"\\n' $PWD $PWD $PWD $PWD "
                    "$(command -v gnuplot) > bin/gnuplot; chmod +x bin/gnuplot; outside > state",
        "env PATH=$PWD/bin:$PATH $aslab merge d --render svg --quiet");
    result_free(&r);
    r = shell(". ./lib.sh; find . -name evil; outside | diff state -; rm -rf bin");
    ck_assert_str_eq(r.out, "");
    result_free(&r);
}
END_TEST

/* Special characters in every text of an experiment: merge writes the text unchanged. */
START_TEST(text_is_not_run)
{
    static const char *const evil[] = {"`touch evil`",
                                       "@evil",
                                       "@title",
                                       "${PATH}",
                                       "$(touch evil)",
                                       "\\'; system(\\'touch evil\\'); \\'",
                                       "\"; system(\"touch evil\"); \"",
                                       "|touch evil",
                                       "<touch evil",
                                       "a\\'; !touch evil",
                                       "%s%n",
                                       "\\\\",
                                       "line\n!touch evil\nend",
                                       "EOD\n!touch evil"};
    set_the_stage();
    for (size_t i = 0; i < sizeof evil / sizeof evil[0]; i++) {
        asl_strbuf conf = {0};
        const char *text = evil[i];
        asl_strbuf_format(
            &conf,
            "title = '%s'\npaper = '%s'\ncaption = '%s'\ncommand = 'curve'\nplot = 'curve'\nlabels = {'%s', "
            "'%s'}\ndraw = {'evil=%s', 'title=%s'}\noptions { loss = {'ce', 'asl'} points = '11' label = '0' }\n"
            "claim { text = '%s' paper = '%s' column = 'value' where = {'prob=0', 'loss=ce'} expect = 'is "
            "0' }\n",
            text, text, text, text, text, text, text, text, text);
        write_file(in_workdir("text.conf"), conf.data);
        asl_strbuf_free(&conf);
        result r =
            shell("rm -rf one d; $aslab run ./text.conf -o one --quiet; for i in 0 1; do $aslab run ./text.conf -o d "
                  "--shard $i/2 --render none --quiet; done; $aslab merge d --quiet && for f in csv gp; do cmp "
                  "one/text.$f d/text.$f || exit 9; done; find . -name evil");
        ck_assert_msg(r.status == 0 && r.out[0] == '\0', "%s: %s%s", evil[i], r.out, r.err);
        result_free(&r);
    }
}
END_TEST

/* --- what the digest covers */

static const char *line_at(const char *text, size_t number)
{
    while (--number > 0) text = strchr(text, '\n') + 1;
    return text;
}

/* If a line of NAME.conf or of the plan is missing or changed, merge writes nothing. */
START_TEST(all_that_merge_uses_is_under_the_digest)
{
    static const char *const files[] = {"own.conf", "plan"};
    set_the_stage();
    for (size_t i = 0; i < 2; i++) {
        char path[64], before[200];
        snprintf(path, sizeof path, "open/.aslab/own/%s", files[i]);
        char *text = read_file(in_workdir(path));
        ck_assert_ptr_nonnull(text);
        size_t lines = 0;
        for (const char *c = text; *c != '\0'; c++) lines += *c == '\n';
        ck_assert_uint_gt(lines, 12);
        for (size_t k = 1; k <= lines; k++) {
            snprintf(before, sizeof before, "edit %zud $P/%s", k, files[i]);
            refused(4, "open", before, commands[2]);
            if (strchr("}", *line_at(text, k)) != NULL) continue;
            snprintf(before, sizeof before, "edit '%zus/[a-z]/x&/' $P/%s", k, files[i]);
            refused(4, "open", before, commands[2]);
        }
        free(text);
    }
}
END_TEST

/* Changing any single byte of the experiment is found. */
START_TEST(a_byte_is_enough)
{
    set_the_stage();
    char *text = read_file(in_workdir("open/.aslab/own/own.conf"));
    ck_assert_ptr_nonnull(text);
    dice d = {11};
    for (int turn = 0; turn < 30; turn++) {
        size_t at = (size_t)roll(&d, 0, (double)strlen(text));
        char old = text[at];
        text[at] = old == 'q' ? 'z' : 'q';
        write_file(in_workdir("byte"), text);
        text[at] = old;
        refused(4, "open", "cp byte $P/own.conf", commands[2]);
    }
    free(text);
}
END_TEST

/* libconfuse expands environment variables in double quotes and outside of quotes. Their values must not appear in
 * messages or files. */
START_TEST(the_environment_does_not_leak)
{
    set_the_stage();
    setenv("SECRET", "hunter2", 1);
    static const char *const edits[] = {
        "edit 's/^title = .*/title = \"${SECRET}\"/' $P/own.conf",
        "edit 's/^title = .*/title = ${SECRET}/' $P/own.conf",
        "edit 's/^title = .*/title = \"A title\"/' $P/own.conf",
        "edit \"s/^title = .*/title = 'hunter2'/; \" $P/plan; edit 's/^title = .*/title = \"${SECRET}\"/' "
        "$P/own.conf; edit "
        "\"s/^experiment title = .*/experiment title = 'hunter2'/\" $P/plan; replan $P",
    };
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        refused(4, "open", edits[i], commands[2]);
        result r = shell("grep -l hunter2 d/own.*");
        ck_assert_str_eq(r.out, "");
        result_free(&r);
    }
    unsetenv("SECRET");
}
END_TEST

/* A data file can be elsewhere, but must be the one of the plan: a merge that needs the data checks it. */
START_TEST(data_of_a_merge_are_the_plans)
{
    set_the_stage();
    result r =
        shell("mkdir -p f; (echo x1,x2,y_a,y_b; for i in 1 2 3 4 5 6 7 8 9; do echo $i,$((i * i %% 5)),$((i %% "
              "2)),$((i %% 3 / 2)); done) > f/train.csv; cp f/train.csv f/test.csv; $aslab train --loss ce --data "
              "f --batch 2 --epochs 1 --hidden 0 --seeds 2 --quiet --save data.conf -o whole.csv && for i in 0 1; do "
              "$aslab run data.conf -o data --shard $i/2 --render none --quiet || exit 1; done");
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    result whole = in_folder("data", "true", "$aslab merge d --render none --quiet && cmp d/data.csv whole.csv");
    ck_assert_msg(whole.status == 0, "%s", whole.err);
    result_free(&whole);
    static const char *const edits[] = {"rm -rf g; cp -r f g; echo 1,2,1,0 >> g/train.csv",
                                        "rm -rf g; mkdir g; mkfifo g/train.csv g/test.csv",
                                        "rm -rf g; mkdir g; ln -s /dev/zero g/train.csv; cp f/test.csv g"};
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        char before[400];
        snprintf(before, sizeof before,
                 "%s; mkdir -p elsewhere; rm -rf elsewhere/f; mv g elsewhere/f; edit \"s|'f'|'elsewhere/f'|\" "
                 "d/.aslab/data/data.conf",
                 edits[i]);
        r = in_folder("data", before, "$aslab merge d --render none --quiet");
        ck_assert_msg(r.status == (i == 0 ? 4 : 2), "%s: %d %s", before, r.status, r.err);
        is_one_line(&r, before);
        result_free(&r);
    }
}
END_TEST

START_TEST(an_older_plan_is_refused)
{
    set_the_stage();
    for (size_t k = 0; k < COMMANDS - 1; k++) {
        refused(4, "open", "edit '1s/.*/aslab plan 1/' $P/plan; replan $P", commands[k]);
        refused(4, "open", "edit '1s/.*/aslab plan 3/' $P/plan", commands[k]);
        refused(4, "open", "echo junk > $P/plan", commands[k]);
    }
    result r = in_folder("open", "edit '1s/.*/aslab plan 1/' $P/plan; replan $P", "$aslab merge d");
    ck_assert_msg(strstr(r.err, "another version of aslab") != NULL && strstr(r.err, "remove") != NULL, "%s", r.err);
    result_free(&r);
    r = in_folder("good", "edit '1s/.*/aslab plan 1/' $P/plan; replan $P", commands[4]);
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
}
END_TEST

/* --- rows */

/* Changes the first row of a shard and corrects the digest. */
START_TEST(rows_have_a_cell_for_each_column)
{
    static const char *const edits[] = {
        "5s/,[^,]*$//",                       /* a cell is missing */
        "5s/$/,1/",                           /* a cell too many */
        "5s/\\t\\([rtcb]*\\)\\t/\\t\\1r\\t/", /* a kind too many */
        "5s/\\t[rtcb]\\([rtcb]*\\)\\t/\\t\\1\\t/",
        "5s/\\t\\([rtcb]*\\)\\t\\(.*\\)$/\\t\\1r\\t\\2,1/", /* a cell and its kind too many */
        "5s/\\t[rtcb]\\([rtcb]*\\)\\t[^,]*,/\\t\\1\\t/",    /* a cell and its kind are missing */
        "5s/\\t\\([rtcb]*\\)\\t/\\t\\1x\\t/",
        "5s/\\t\\([rtcb]*\\)\\t/\\t\\t/",
        "5s/,[^,]*$/,x/",                                                       /* not a number */
        "5s/,[^,]*$/,\"0\"/",                                                   /* quoted */
        "5s/,[^,]*$/,0\\r/",                                                    /* another line end */
        "5s/,[^,]*$/,\"0/",                                                     /* a quote without end */
        "5s/\\t\\([rtcb]*\\)\\t/\\t!\\1\\t/; 5s/,[^,]*$/,0\\\\n1,2,3,4,5,6,7/", /* a row within a row */
        "5s/\\t\\([rtcb]*\\)\\t\\([^,]*\\),/\\t\\1\\t\\2\"x,/",
        "4s/$/,more/", /* a column too many, in one shard */
        "4s/,[^,]*$//",
        "4s/ .*/ /",
        "4s/,[^,]*$/,\"x/",
    };
    set_the_stage();
    for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
        char before[400];
        snprintf(before, sizeof before,
                 "edit '%s' $P/shard-1-of-2; cmp -s $P/shard-1-of-2 open/.aslab/own/shard-1-of-2 && "
                 "exit 98; seal $P/shard-1-of-2",
                 edits[i]);
        refused(4, "open", before, commands[2]);
    }
}
END_TEST

/* Both shards have rows, with different columns. */
START_TEST(shards_have_the_same_columns)
{
    static const char *const edits[] = {"4s/$/,more/", "4s/,[^,]*$//", "4s/,[^,]*$/,/", "4s/ .*/ /",
                                        "4s/,[^,]*$/,other/"};
    set_the_stage();
    result r = shell(
        "for i in 0 1; do $aslab run margin-map --gamma-neg 0:4:9 --margin 0:0.4:9 -o map --shard $i/2 --render none "
        "--quiet; done; grep -c '^[0-9]' map/.aslab/margin-map/shard-*");
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    result_free(&r);
    for (size_t i = 0; i < 2 * sizeof edits / sizeof edits[0]; i++) {
        char before[300];
        snprintf(before, sizeof before, "s=d/.aslab/margin-map/shard-%zu-of-2; edit '%s' $s; seal $s", i % 2,
                 edits[i / 2]);
        refused(4, "map", before, "$aslab merge d --render none --quiet");
    }
}
END_TEST

static void count_field(void *bytes, size_t n, void *self)
{
    (void)bytes, (void)n;
    ++*(size_t *)self;
}

static void count_row(int end, void *self)
{
    (void)end;
    *(size_t *)self += 1000000;
}

/* If a line is accepted as a row of n cells, libcsv also reads n cells. */
START_TEST(a_row_is_one_row_to_others)
{
    static const char letters[] = "rtcb!\t,\"\\nr01.-x\r \xce\xb3", *const rows[] = {
                                                                        "rtr\t1,a,2",  "!tr\t\"a\\nb\",3",
                                                                        "rbc\t0.5,,7", "tt\t\"a\"\"b\",",
                                                                        "b\t\"\"",     "trrr\tce,0,inf,nan"};
    dice d = {5};
    size_t taken = 0;
    for (int turn = 0; turn < 200000; turn++) {
        char line[64];
        size_t n = (size_t)snprintf(line, sizeof line, "%s", rows[turn % 6]), seen = 0;
        for (int k = turn % 3; k >= 0; k--)
            line[(size_t)roll(&d, 0, (double)n)] = letters[(size_t)roll(&d, 0, sizeof letters - 1)];
        asl_cells_reader r = {0};
        if (asl_cells_read(&r, line, n, NULL) == ASL_OK) {
            struct csv_parser parser;
            asl_csv_writer csv = {0};
            asl_row_sink sink = asl_csv_sink(&csv);
            ck_assert_int_eq(sink.row(sink.self, r.cells, r.n, NULL), ASL_OK);
            ck_assert_int_eq(csv_init(&parser, CSV_STRICT | CSV_STRICT_FINI), 0);
            size_t parsed = csv_parse(&parser, csv.line.data, csv.line.length, count_field, count_row, &seen);
            ck_assert_uint_eq(parsed, csv.line.length);
            ck_assert_int_eq(csv_fini(&parser, count_field, count_row, &seen), 0);
            csv_free(&parser);
            ck_assert_msg(seen == 1000000 + r.n, "%s: %zu, not %zu cells", csv.line.data, seen, r.n);
            asl_csv_writer_free(&csv);
            taken++;
        }
        asl_cells_free(&r);
    }
    ck_assert_uint_gt(taken, 15000);
}
END_TEST

/* --- terminal output */

/* Characters that control a terminal, in printf's notation: C0, DEL, C1 as a byte and in UTF-8, invalid UTF-8,
 * direction marks and line separators. */
#define ACTS                                                                                                           \
    "\\033[31m\\007\\177\\233x\\302\\233y\\377\\303(\\342\\200\\256z\\342\\201\\246\\330\\234\\342\\200\\250\\r"

#define NOTE "insert $P/shard-1-of-2 5 \"0$t#${t}note $a\"; seal $P/shard-1-of-2"

START_TEST(text_of_a_shard_is_shown_and_does_nothing)
{
    static const struct {
        const char *before, *command;
    } cases[] = {
        /* a note */
        {NOTE, "$aslab merge d --render none"},
        {NOTE, "$aslab run ./own.conf -o d --shards 2 --render none"},
        {NOTE, "$aslab figures ./own.conf -o d --shards 2 --render none"},
    };
    set_the_stage();
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        char before[900];
        snprintf(before, sizeof before, "t=$(printf '\\t'); a=$(printf '" ACTS "'); export LC_ALL=C; %s",
                 cases[i].before);
        result r = in_folder("open", before, cases[i].command);
        ck_assert_msg(r.status == 0, "%s: %d %s", before, r.status, r.err);
        ck_assert_msg(strstr(r.err, "note \\x1b[31m\\x07\\x7f\\x9bx") != NULL, "%s: is not shown in %s", before, r.err);
        is_harmless(r.err, before);
        result_free(&r);
    }
}
END_TEST

/* The same for a plan, for file names, and for errors about them. */
START_TEST(text_of_a_plan_is_shown_and_does_nothing)
{
    set_the_stage();
    setenv("LC_ALL", "C", 1);
    for (size_t k = 0; k < COMMANDS - 1; k++) {
        if (k != 3)
            refused(4, "open", "edit \"s/^option points .*/&$(printf '" ACTS "')/\" $P/plan; replan $P", commands[k]);
        refused(4, "open", "touch \"$P/shard-0-of-2$(printf '" ACTS "').conflict\" $P/shard-1-of-2.conflict",
                commands[k]);
        refused(4, "open", "printf 'aslab plan " ACTS "' > $P/plan", commands[k]);
    }
    refused(4, "open", "edit \"s/^title = .*/title = '$(printf '" ACTS "')'/\" $P/own.conf", commands[2]);
    refused(4, "open", "printf '" ACTS "' > $P/own.conf", commands[2]);
    refused(2, "open", "mkdir \"d/.aslab/$(printf '" ACTS "')\"; mv $P/* \"d/.aslab/$(printf '" ACTS "')\"; rmdir $P",
            commands[2]);
    /* the experiment itself is valid */
    result r =
        shell("sed \"s/'it is so' paper = '0'/'it is so $(printf '" ACTS "')' paper = '$(printf '" ACTS
              "')'/\" own.conf > said.conf; "
              "for i in 0 1; do $aslab run ./said.conf -o said --shard $i/2 --render none; done; $aslab merge said "
              "--render none; $aslab figures ./said.conf -o said2 --render none");
    ck_assert_msg(r.status == 0 && strstr(r.err, "it is so \\x1b[31m\\x07") != NULL, "%s", r.err);
    is_harmless(r.err, "claims");
    result_free(&r);
    unsetenv("LC_ALL");
}
END_TEST

/* For random bytes, text for the terminal has only printable characters, and printable text is unchanged. */
START_TEST(only_what_is_visible_is_told)
{
    static const unsigned char lead[] = {0xc2, 0xe2, 0xd8, 0x80, 0x9b, 0xef, 0xf0, 0xff, 0x1b, '\n', 'a', 0xed, 0xa0};
    dice d = {21};
    for (int turn = 0; turn < 20000; turn++) {
        char text[24];
        asl_strbuf shown = {0}, again = {0};
        for (size_t i = 0; i < sizeof text; i++)
            text[i] =
                (char)(roll(&d, 0, 1) < 0.5 ? lead[(size_t)roll(&d, 0, sizeof lead)] : (unsigned char)roll(&d, 0, 256));
        text[sizeof text - 1] = '\0';
        asl_strbuf_add_visible(&shown, text, sizeof text - 1);
        is_harmless(shown.data, "random bytes");
        asl_strbuf_add_visible(&again, shown.data, shown.length);
        ck_assert_str_eq(again.data, shown.data);
        asl_error err;
        asl_fail(&err, ASL_BAD, "%s", text);
        is_harmless(err.text, "an error");
        ck_assert_ptr_null(strchr(err.text, '\n'));
        asl_strbuf_free(&shown);
        asl_strbuf_free(&again);
    }
    static const char fine[] = "γ – µ: 損失 é 🙂\n";
    asl_strbuf t = {0};
    asl_strbuf_add_visible(&t, fine, strlen(fine));
    ck_assert_str_eq(t.data, fine);
    asl_strbuf_free(&t);
    static const char *const acting[] = {"\x1b",         "\x07",         "\x7f",         "\xc2\x9b",     "\x9b",
                                         "\xe2\x80\xae", "\xe2\x81\xa6", "\xd8\x9c",     "\xe2\x80\xa8", "\xe2\x80\x8f",
                                         "\xff",         "\xc3",         "\xed\xa0\x80", "\t",           "\r"};
    for (size_t i = 0; i < sizeof acting / sizeof acting[0]; i++) ck_assert_uint_eq(asl_utf8_visible(acting[i]), 0);
}
END_TEST

SUITE(folder, links_lead_nowhere, a_linked_folder_keeps_its_files, outputs_are_not_written_through_links,
      names_are_not_paths, nothing_is_waited_for, outputs_are_not_waited_for, nothing_is_read_without_end,
      no_script_of_the_folder_is_run, a_script_has_to_be_given, a_script_is_not_exchanged, text_is_not_run,
      all_that_merge_uses_is_under_the_digest, a_byte_is_enough, the_environment_does_not_leak,
      data_of_a_merge_are_the_plans, an_older_plan_is_refused, rows_have_a_cell_for_each_column,
      shards_have_the_same_columns, a_row_is_one_row_to_others, text_of_a_shard_is_shown_and_does_nothing,
      text_of_a_plan_is_shown_and_does_nothing, only_what_is_visible_is_told)
