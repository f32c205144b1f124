/* The READMEs: their commands run as printed, in order, in one folder, with the printed output. Their loss, tables and
 * links are correct. */
#define _XOPEN_SOURCE 700
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "loss/loss.h"
#include "support.h"

static const char *const documents[] = {"README.md",       "CONTRIBUTING.md",       "src/README.md",
                                        "tests/README.md", "experiments/README.md", "experiments/slurm/README.md"};
enum { DOCUMENTS = sizeof documents / sizeof documents[0] };

static char *document(const char *file)
{
    char path[512];
    snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, file);
    char *text = read_file(path);
    ck_assert_msg(text != NULL, "%s is not there", file);
    return text;
}

/* --- commands and their output */

typedef struct shown {
    char *code, *printed; /* printed: NULL if the next fenced block is not its output; the caller frees both */
} shown;

/* Returns the text of a fenced block that begins at text, without the fences. *past is its end. */
static char *fenced(const char *text, const char **past)
{
    const char *end = strstr(text, "\n```");
    ck_assert_ptr_nonnull(end);
    *past = end + 4;
    return strndup(text, (size_t)(end - text) + 1);
}

/* Finds the next ```sh block and the ```text block that follows it. Returns false at the end of the document. */
static bool next_block(const char **text, shown *b)
{
    static const char sh[] = "```sh\n", output[] = "\n\n```text\n";
    const char *at = strstr(*text, sh);
    if (at == NULL) return false;
    *b = (shown){.code = fenced(at + strlen(sh), text)};
    if (strncmp(*text, output, strlen(output)) == 0) b->printed = fenced(*text + strlen(output), text);
    return true;
}

/* Whether output matches the printed text, in which a line "..." matches any lines. */
static bool is_printed(const char *output, const char *printed)
{
    while (*printed != '\0' && strncmp(printed, "...\n", 4) != 0) {
        size_t n = strcspn(printed, "\n") + 1;
        if (strncmp(output, printed, n) != 0) return false;
        printed += n;
        output += n;
    }
    if (*printed == '\0') return *output == '\0';
    for (;; output = strchr(output, '\n') + 1) {
        if (is_printed(output, printed + 4)) return true;
        if (strchr(output, '\n') == NULL) return false;
    }
}

START_TEST(output_is_compared_line_by_line)
{
    ck_assert(is_printed("a\nb\n", "a\nb\n"));
    ck_assert(!is_printed("a\nb\n", "a\n") && !is_printed("a\n", "a\nb\n") && !is_printed("a\nb\n", "a\nc\n"));
    ck_assert(is_printed("a\nb\nc\nd\n", "a\n...\nd\n") && is_printed("a\nd\n", "a\n...\nd\n"));
    ck_assert(is_printed("a\nb\n", "...\n") && is_printed("a\nb\n", "...\nb\n") && is_printed("a\nb\n", "a\n...\n"));
    ck_assert(!is_printed("a\nb\nc\n", "a\n...\nd\n") && !is_printed("a\nb\nc\n", "...\nb\n"));
}
END_TEST

/* Runs the blocks of a document in one shell after the command `prelude`, and compares their output. Returns the number
 * of outputs. */
static size_t run_blocks(const char *file, const char *text, const char *prelude)
{
    char *script = calloc(1, 2 * strlen(text) + 100), name[40];
    shown blocks[64];
    size_t n = 0, outputs = 0;
    for (const char *rest = text; next_block(&rest, &blocks[n]); n++) {
        ck_assert_uint_lt(n, 63);
        sprintf(script + strlen(script), "{\n%s} >block%zu.txt\n", blocks[n].code, n);
    }
    ck_assert_uint_gt(n, 2);
    write_file(in_workdir("blocks.sh"), script);
    free(script);
    result r = shell("%s && sh -e blocks.sh", prelude);
    ck_assert_msg(r.status == 0, "%s: %s", file, r.err);
    result_free(&r);
    for (size_t i = 0; i < n; i++) {
        snprintf(name, sizeof name, "block%zu.txt", i);
        char *output = read_file(in_workdir(name));
        ck_assert_msg(blocks[i].printed == NULL || is_printed(output, blocks[i].printed),
                      "%s says that\n%s\nprints\n%s\nbut it prints\n%s", file, blocks[i].code, blocks[i].printed,
                      output);
        outputs += blocks[i].printed != NULL;
        free(output);
        free(blocks[i].code);
        free(blocks[i].printed);
    }
    return outputs;
}

static size_t run_document(const char *file, const char *prelude)
{
    char *text = document(file);
    size_t outputs = run_blocks(file, text, prelude);
    free(text);
    return outputs;
}

/* Runs the pandas example of the document on the files that those commands wrote. */
static void read_by_pandas(void)
{
    result r = shell("/usr/bin/python3 -c 'import pandas'");
    if (r.status != 0) {
        puts("SKIPPED: reading by pandas, which is not here (Debian: python3-pandas)");
        fflush(stdout);
    } else {
        result_free(&r);
        char *code = markdown_block("experiments/README.md", "```python\n", "import pandas as pd\n\nsweep");
        write_file(in_workdir("read.py"), code);
        free(code);
        r = shell("/usr/bin/python3 -W error read.py > read.txt && cat read.txt && grep -c '^0[.][0-9]* ' read.txt && "
                  "grep -qF \" $(sed -n '/^all,/p' out/stats.csv | cut -d, -f15)\" read.txt && "
                  "grep -q '^focal:gamma=2 .* 3$' read.txt");
        ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
        ck_assert_msg(strstr(r.out, "\n9\n") != NULL, "%s", r.out); /* a row for each margin */
    }
    result_free(&r);
}

START_TEST(commands_run_as_printed)
{
    static const char program[] = "mkdir -p build/release && ln -sf $aslab build/release/aslab";
    ck_assert_uint_eq(run_document("README.md", program), 3);
    /* some commands read the predictions of README.md */
    ck_assert_uint_ge(run_document("experiments/README.md", program), 3);
    read_by_pandas();
}
END_TEST

START_TEST(verdicts_become_a_table)
{
    /* simulates the program that prints pairs of claims */
    write_file(
        in_workdir("lines.txt"),
        "aslab: 3 of 9 runs\raslab: 9 of 9 runs\rreproduced      fig5           a is best, at the learning rate 0.002: "
        "a (with b) (paper: 3 (text: 4); here: 2 [1, 3])\n"
        "partly          fig5           c rises (paper: says so; here: 1)\n"
        "not reproduced  fig5           a is best, each at its own tuned learning rate: a (with b) (paper: 3 (text: "
        "4); "
        "here: 1 [1, 1])\nfig5 is in out: fig5.csv\n");
    write_file(in_workdir("program"), "#!/bin/sh\n[ $2 != none ] || exit 1\ncat lines.txt >&2\n");
    result r =
        shell("chmod +x program; ASLAB=./program sh '%s/experiments/verdicts.sh' 11-20 fig5 | tail -n +3", SOURCE_DIR);
    ck_assert_str_eq(
        r.out,
        "| `fig5` | a is best: a (with b) | 3 (text: 4) | 2 [1, 3]: reproduced | 1 [1, 1]: **not reproduced** |\n"
        "| `fig5` | c rises | says so | 1: **partly** |  |\n");
    result_free(&r);
    r = shell("ASLAB=./program sh '%s/experiments/verdicts.sh' 11-20 none", SOURCE_DIR);
    ck_assert_int_eq(r.status, 1);
    result_free(&r);
    /* the real program: a row for each claim, each with a verdict */
    r = shell("ASLAB=$aslab sh '%s/experiments/verdicts.sh' 11-12 fig4 | grep -c '^| `fig4` |.*]: "
              ".*\\(reproduced\\|partly\\)'; "
              "grep -c '^claim' '%s/experiments/fig4.conf'",
              SOURCE_DIR, SOURCE_DIR);
    ck_assert_msg(r.status == 0 && strcmp(r.out, "4\n4\n") == 0, "%s%s", r.out, r.err);
    result_free(&r);
}
END_TEST

/* Replaces a part of text, which must be there. Frees text. */
static char *replaced(char *text, const char *part, const char *by)
{
    char *at = strstr(text, part), *new = malloc(strlen(text) + strlen(by) + 1);
    ck_assert_msg(at != NULL, "no '%s'", part);
    sprintf(new, "%.*s%s%s", (int)(at - text), text, by, at + strlen(part));
    free(text);
    return new;
}

/* Runs the commands on a small experiment. Scripts simulate GNU parallel, and an sbatch that loses tasks 1 and 3 of a
 * full array. */
START_TEST(cluster_commands_run_as_printed)
{
    write_file(in_workdir("sbatch"), "[ $1 = --array=0-4 ] && tasks='0 2 4' || tasks=$(echo ${1#--array=} | tr , ' ')\n"
                                     "shift\n"
                                     "for i in $tasks; do SLURM_ARRAY_TASK_ID=$i sh \"$@\" || exit 1; done\n");
    write_file(in_workdir("parallel"), "while read -r i; do $(echo \"$*\" | sed \"s/{}/$i/\") || exit 1; done\n");
    char *text = document("experiments/slurm/README.md"), prelude[600];
    text = replaced(text, "N=200 DIR=/shared/grid\n", "N=5 DIR=grid\n");
    text = replaced(text, "run=\"fig6 --seeds 100\"", "run='fig1b --points 51 --render none'");
    text = replaced(text, "aslab run $run -o $DIR --shard 0/$N", "DIR=other\naslab run $run -o $DIR --shard 0/$N");
    snprintf(prelude, sizeof prelude,
             "chmod +x sbatch parallel && ln -s $aslab aslab && export PATH=\"$PWD:$PATH\" && "
             "cp '%s/experiments/slurm/aslab.sbatch' .",
             SOURCE_DIR);
    run_blocks("experiments/slurm/README.md", text, prelude);
    free(text);
    result r = shell("cat block0.txt | tail -n 1; $aslab run fig1b --points 51 --render none --quiet -o alone && "
                     "cmp alone/fig1b.csv grid/fig1b.csv && cmp alone/fig1b.csv other/fig1b.csv");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "1,3\n");
    result_free(&r);
}
END_TEST

START_TEST(its_loss_compiles_and_behaves)
{
    char *code = markdown_block("src/README.md", "```c\n", "loss/loss.h");
    write_file(in_workdir("mine.c"), code);
    write_file(
        in_workdir("use.c"),
        "#include <stdio.h>\n#include <math.h>\n#include \"loss/loss.h\"\nextern const asl_family asl_family_mine;\n"
        "int main(void)\n{\n    double theta[] = {2}, h = 1e-5, worst = 0;\n    asl_loss l;\n"
        "    if (asl_loss_set(&l, &asl_family_mine, theta, NULL) != ASL_OK) return 1;\n"
        "    for (double z = -5; z < 5; z += 0.1) {\n        for (int y = 0; y < 2; y++) {\n"
        "            asl_loss_value a = asl_loss_at(&l, asl_sigmoid_of_logit(z - h), y), b = asl_loss_at(&l, "
        "asl_sigmoid_of_logit(z "
        "+ h), y);\n"
        "            asl_loss_value j = asl_loss_at(&l, asl_sigmoid_of_logit(z), y);\n"
        "            worst = fmax(worst, fabs((b.value - a.value) / (2 * h) - j.grad));\n"
        "            worst = fmax(worst, fabs((b.grad - a.grad) / (2 * h) - j.hess));\n        }\n    }\n"
        "    puts(worst < 1e-8 ? \"good\" : \"bad\");\n    return 0;\n}\n");
    result r = shell("cc -std=c11 -Wall -Wextra -Werror -I'%s/src' -c mine.c && cc -I'%s/src' -c use.c && "
                     "c++ %s use.o mine.o $(dirname $aslab)/libaslab.a -lconfuse -lcsv -lm -o use && ./use",
                     SOURCE_DIR, SOURCE_DIR,
                     strstr(ASLAB_BIN, "/asan/")   ? "-fsanitize=address,undefined"
                     : strstr(ASLAB_BIN, "/tsan/") ? "-fsanitize=thread"
                     : strstr(ASLAB_BIN, "/cov/")  ? "--coverage"
                                                   : "");
    ck_assert_msg(r.status == 0, "%s", r.err);
    ck_assert_str_eq(r.out, "good\n");
    result_free(&r);
    free(code);
}
END_TEST

START_TEST(its_table_of_experiments_is_complete)
{
    char *text = document("experiments/README.md"), *accuracy = document("tests/README.md"), row[80];
    result r = shell("$aslab figures --list | cut -d' ' -f1");
    size_t n = 0;
    for (char *name = strtok(r.out, "\n"); name != NULL; name = strtok(NULL, "\n"), n++) {
        snprintf(row, sizeof row, "\n| `%s` |", name);
        ck_assert_msg(strstr(text, row) != NULL, "no row for %s", name);
    }
    result_free(&r);
    snprintf(row, sizeof row, "All %zu experiments", n);
    ck_assert_msg(strstr(text, row) != NULL, "not %s", row);
    for (size_t i = 0; i < asl_family_count(); i++) {
        snprintf(row, sizeof row, "`%s`", asl_family_at(i)->name);
        ck_assert_msg(strstr(text, row) != NULL, "experiments/README.md does not mention %s", row);
        snprintf(row, sizeof row, "\n| %s | ", asl_family_at(i)->name);
        bool closed_form = asl_family_at(i)->kind == ASL_POINTWISE;
        ck_assert_msg(!closed_form || strstr(accuracy, row) != NULL, "tests/README.md has no row%s", row);
    }
    free(accuracy);
    free(text);
}
END_TEST

START_TEST(the_readme_is_short)
{
    char *text = document("README.md");
    size_t lines = 0;
    for (const char *c = text; *c != '\0'; c++) lines += *c == '\n';
    ck_assert_uint_le(lines, 200);
    ck_assert_uint_le(strlen(text), 14 * 1024);
    free(text);
}
END_TEST

/* --- references in the documents */

/* Whether the document has a heading with this anchor [n] on GitHub: lower case, blanks as dashes, no punctuation. */
static bool has_anchor(const char *file, const char *anchor, size_t n)
{
    char *text = document(file), slug[200];
    bool found = false;
    for (const char *at = text; !found && (at = strstr(at, "\n#")) != NULL;) {
        size_t length = 0;
        for (at += 1 + strspn(at + 1, "# "); *at != '\n' && length < sizeof slug; at++) {
            if (*at == ' ') slug[length++] = '-';
            if (isalnum((unsigned char)*at) || *at == '-' || *at == '_')
                slug[length++] = (char)tolower((unsigned char)*at);
        }
        found = length == n && strncmp(slug, anchor, n) == 0;
    }
    free(text);
    return found;
}

/* Checks a link [n] of a document: the file or folder, relative to the document, and the heading exist. */
static void check_link(const char *file, const char *link, size_t n)
{
    const char *hash = memchr(link, '#', n), *slash = strrchr(file, '/');
    size_t named = hash == NULL ? n : (size_t)(hash - link);
    char path[900], target[300];
    snprintf(target, sizeof target, "%.*s%.*s", slash == NULL ? 0 : (int)(slash - file) + 1, file, (int)named, link);
    if (named == 0) snprintf(target, sizeof target, "%s", file);
    snprintf(path, sizeof path, "%s/%s", SOURCE_DIR, target);
    ck_assert_msg(file_exists(path), "%s links to %s, which is not there", file, target);
    ck_assert_msg(hash == NULL || has_anchor(target, hash + 1, n - named - 1), "%s: %.*s has no such heading", file,
                  (int)n, link);
}

START_TEST(links_lead_somewhere)
{
    size_t links = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
        char *text = document(documents[i]);
        for (const char *at = text; (at = strstr(at, "](")) != NULL; links++) {
            at += 2;
            size_t n = strcspn(at, ")\n");
            if (strncmp(at, "http", 4) != 0) check_link(documents[i], at, n);
        }
        free(text);
    }
    ck_assert_uint_gt(links, 40);
    ck_assert(has_anchor("README.md", "three-jobs", 10) && !has_anchor("README.md", "three-job", 9));
}
END_TEST

/* File names in backquotes exist, relative to the repository, to src or to the document. */
START_TEST(named_files_exist)
{
    size_t names = 0;
    for (int i = 0; i < DOCUMENTS; i++) {
        result r = shell(
            "cd '%s' && grep -oE '`[a-z][a-z0-9_/-]*/[a-z0-9_-]+[.](c|h|gp|py|sh|js|mjs|conf|txt)`' %s | tr -d '`' | "
            "grep -v -e '^out/' -e '^build/' -e /mine | while read -r name; do [ -e \"$name\" ] || [ -e \"src/$name\" "
            "] || "
            "[ -e \"$(dirname %s)/$name\" ] || echo \"missing $name\"; echo; done",
            SOURCE_DIR, documents[i], documents[i]);
        const char *missing = strstr(r.out, "missing ");
        ck_assert_msg(missing == NULL, "%s: %.100s", documents[i], missing);
        for (const char *c = r.out; *c != '\0'; c++) names += *c == '\n';
        result_free(&r);
    }
    ck_assert_uint_gt(names, 60);
}
END_TEST

/* Commands that no test can run, in indented blocks: their make targets and scripts exist. */
START_TEST(make_targets_and_scripts_exist)
{
    result r =
        shell("cd '%s' && sed -n 's/^[.]PHONY://p' Makefile | tr ' ' '\n' | grep . | sort -u >\"$OLDPWD\"/there && "
              "cat README.md CONTRIBUTING.md src/README.md tests/README.md experiments/README.md | "
              "sed -n 's/^    make \\([^#(]*\\).*/\\1/p; s/.*`make \\([a-z -]*\\)`.*/\\1/p' | tr ' ' '\n' | grep . | "
              "grep -v = | "
              "sort -u >\"$OLDPWD\"/named",
              SOURCE_DIR);
    ck_assert_msg(r.status == 0, "%s", r.err);
    result_free(&r);
    r = shell("comm -13 there named; grep -c . named");
    ck_assert_msg(strlen(r.out) <= 3 && atoi(r.out) > 12, "no such targets: %s", r.out);
    result_free(&r);
    r = shell(
        "cd '%s' && for f in $(cat README.md */README.md | sed -n 's/^    \\(sh\\|python3\\) \\([^ ]*\\).*/\\2/p'); do "
        "test -f $f && echo there || echo $f; done | sort | uniq -c",
        SOURCE_DIR);
    ck_assert_msg(atoi(r.out) >= 3 && strstr(r.out, "there\n") != NULL && strchr(r.out, '\n')[1] == '\0', "%s", r.out);
    result_free(&r);
}
END_TEST

/* `make gallery` creates exactly the pictures that the documents show. */
START_TEST(the_gallery_is_what_is_shown)
{
    result r = shell(
        "cd '%s' && ls plots/gallery | sed 's/[.]svg$//' && echo - && "
        "sed -n 's/^GALLERY *:= *//p' Makefile | tr ' ' '\n' | sort && echo - && "
        "cat README.md */README.md | grep -o 'gallery/[a-z0-9-]*[.]svg' | sed 's/.*gallery.//; s/[.]svg$//' | sort -u",
        SOURCE_DIR);
    char *second = strstr(r.out, "-\n"), *third = NULL;
    while (second != NULL && second[-1] != '\n') second = strstr(second + 1, "-\n");
    ck_assert_ptr_nonnull(second);
    for (third = strstr(second + 2, "-\n"); third != NULL && third[-1] != '\n';) third = strstr(third + 1, "-\n");
    ck_assert_ptr_nonnull(third);
    *second = *third = '\0';
    ck_assert_str_eq(r.out, second + 2);
    ck_assert_str_eq(r.out, third + 2);
    result_free(&r);
}
END_TEST

/* Runs the k-th Python block and checks its CSV with `aslab check`; prints a line if the package is not installed. */
static void judge_python(const char *text, int k, const char *package)
{
    result r = shell("/usr/bin/python3 -c 'import %s'", package);
    if (r.status != 0) printf("SKIPPED: the version in %s of experiments/README.md, which is not here\n", package);
    fflush(stdout);
    bool here = r.status == 0;
    result_free(&r);
    const char *fence = "```python\n", *block = strstr(text, fence);
    for (int i = 0; i < k; i++) block = strstr(block + 1, fence);
    block += strlen(fence);
    char *code = calloc(1, strlen(block) + 1);
    memcpy(code, block, (size_t)(strstr(block, "\n```") - block) + 1);
    write_file(in_workdir("version.py"), code);
    free(code);
    if (!here) return;
    r = shell("mkdir -p out && $aslab golden --quiet --loss asl -o out/golden && /usr/bin/python3 version.py && "
              "$aslab check --loss asl out/%s.csv && $aslab check --loss asl_detached out/%s.csv",
              package, package);
    ck_assert_msg(r.status == 1, "%s%s", r.out, r.err); /* the block implements asl, not asl_detached */
    ck_assert_msg(strstr(r.out, "They agree.") != NULL, "%s%s", r.out, r.err);
    ck_assert_msg(strstr(r.out, "It is asl:gamma_pos=0,gamma_neg=4,margin=0.05.") != NULL, "%s%s", r.out, r.err);
    result_free(&r);
}

START_TEST(its_versions_in_other_languages_are_right)
{
    char *text = document("experiments/README.md");
    judge_python(text, 0, "numpy");
    judge_python(text, 1, "torch");
    free(text);
}
END_TEST

SUITE(readme, output_is_compared_line_by_line, commands_run_as_printed, verdicts_become_a_table,
      cluster_commands_run_as_printed, its_loss_compiles_and_behaves, its_versions_in_other_languages_are_right,
      its_table_of_experiments_is_complete, the_readme_is_short, links_lead_somewhere, named_files_exist,
      make_targets_and_scripts_exist, the_gallery_is_what_is_shown)
