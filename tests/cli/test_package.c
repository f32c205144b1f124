/* `make install` into a staging folder: files, library, manual pages and completion. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "api/aslab.h"
#include "support.h"

#ifdef __APPLE__
#define LIBRARY        "libaslab.dylib"
#define LIBRARY_SERIES "libaslab.0.1.dylib"
#define LIBRARY_FILE   "libaslab." ASLAB_VERSION ".dylib"
#define DYNAMIC_NAMES  "nm -gU lib/" LIBRARY
#define NAMES          "sed -n 's/.* T _//p'"
#define NEEDED         "otool -L"
#define LIBRARY_PATH   "DYLD_LIBRARY_PATH"
#else
#define LIBRARY        "libaslab.so"
#define LIBRARY_SERIES "libaslab.so.0.1"
#define LIBRARY_FILE   "libaslab.so." ASLAB_VERSION
#define DYNAMIC_NAMES  "nm -D --defined-only lib/" LIBRARY
#define NAMES          "sed -n 's/@.*//;s/.* T //p'"
#define NEEDED         "ldd"
#define LIBRARY_PATH   "LD_LIBRARY_PATH"
#endif

/* Runs a command that must succeed. */
static result good(const char *command)
{
    result r = shell("%s", command);
    ck_assert_msg(r.status == 0, "%s\n%s%s", command, r.out, r.err);
    return r;
}

static void does(const char *command)
{
    result r = good(command);
    result_free(&r);
}

static void prints(const char *command, const char *what)
{
    result r = good(command);
    ck_assert_msg(strcmp(r.out, what) == 0, "%s prints\n%s", command, r.out);
    result_free(&r);
}

static bool skip(const char *why)
{
    printf("SKIPPED: %s\n", why);
    fflush(stdout);
    return false;
}

/* Whether a program is installed; prints a line if it is not. */
static bool here(const char *program)
{
    result r = shell("command -v %s", program);
    bool found = r.status == 0;
    result_free(&r);
    char why[100];
    snprintf(why, sizeof why, "%s is not here", program);
    return found || skip(why);
}

/* Whether a terminal can be created; it cannot if /dev/pts is not mounted. */
static bool terminals(void)
{
    result r = shell("script -qec true /dev/null </dev/null");
    bool found = r.status == 0;
    result_free(&r);
    return found || skip("there are no terminals to be had");
}

/* The variant under test: the program's folder and what follows. */
static const char *variant_of(const char *program)
{
    const char *end = strrchr(program, '/');
    while (end > program && end[-1] != '/') end--;
    return end;
}

/* Runs `make TARGET DESTDIR=ROOT` for the variant under test; ROOT is in the workdir. Returns false for variants that
 * are not installed. The umask 077 checks that installed files get their own permissions. */
static bool staged(const char *target, const char *root, const char *prefix)
{
    const char *variant = variant_of(ASLAB_BIN);
    if (strncmp(variant, "asan", 4) == 0 || strncmp(variant, "tsan", 4) == 0 || strncmp(variant, "cov", 3) == 0)
        return skip("a library with sanitizers or counters is not installed");
    result r = shell("umask 077; env -u MAKEFLAGS -u MAKELEVEL make -s -C '%s' VARIANT=%.*s %s DESTDIR=\"$PWD/%s\" %s",
                     SOURCE_DIR, (int)strcspn(variant, "/"), variant, target, root, prefix);
    ck_assert_msg(r.status == 0, "%s%s", r.out, r.err);
    result_free(&r);
    return true;
}

START_TEST(files_are_where_they_belong_and_go_again)
{
    if (!staged("install", "the root", "")) return;
    prints("cd 'the root/usr/local' && find . -type f -o -type l | sort > ../../../is.txt; cd ../../.. && "
           "{ for c in $($aslab --complete '' | cut -f1 | grep -v '^-'); do echo ./share/man/man1/aslab-$c.1; done; "
           "for f in bin/aslab include/aslab.h lib/libaslab.a lib/" LIBRARY " lib/" LIBRARY_SERIES " lib/" LIBRARY_FILE
           " lib/pkgconfig/aslab.pc share/man/man1/aslab.1 share/man/man3/aslab.3 "
           "share/bash-completion/completions/aslab share/zsh/site-functions/_aslab "
           "share/fish/vendor_completions.d/aslab.fish; do echo ./$f; done; } | sort | diff - is.txt && test $(wc -l < "
           "is.txt) -gt 20",
           "");
    prints("cd 'the root/usr/local' && find . -type f -perm 755; find . -type f ! -perm 755 ! -perm 644; "
           "find . -type d ! -perm 755; cmp bin/aslab $aslab && readlink lib/" LIBRARY " lib/" LIBRARY_SERIES,
           "./bin/aslab\n" LIBRARY_SERIES "\n" LIBRARY_FILE "\n");
    prints("'the root/usr/local/bin/aslab' --version", "aslab " ASLAB_VERSION "\n");
    staged("uninstall", "the root", "");
    prints("find 'the root' -type f -o -type l", "");
    does("test -d 'the root/usr/local/bin'"); /* folders can have other files */
}
END_TEST

START_TEST(the_library_shows_its_own_names_alone)
{
    if (!staged("install", "root", "PREFIX=/usr")) return;
    does("cd 'root/usr' && grep -o '^ASLAB_API .*' include/aslab.h | grep -o 'aslab_[a-z0-9_]*(' | tr -d '(' | "
         "sort > "
         "names && test $(wc -l < names) -gt 15 && " DYNAMIC_NAMES " | " NAMES
         " | sort | diff names - && nm -g lib/libaslab.a | " NAMES " | sort | diff names -");
    prints("cd root/usr && " DYNAMIC_NAMES " | sed '/ T _*aslab_/d; /LIBASLAB/d'", "");
    prints(NEEDED " root/usr/lib/" LIBRARY
                  " | grep -e csv -e confuse -e blas -e sleef -e mpfr -e gmp -e 'not found' || true",
           "");
}
END_TEST

START_TEST(the_readme_program_builds_and_prints_what_is_printed)
{
    if (!staged("install", "root", "PREFIX=/opt/it") || !here("pkg-config")) return;
    char *code = markdown_block("src/README.md", "```c\n", "#include <aslab.h>");
    write_file(in_workdir("program.c"), code);
    free(code);
    const char *build =
        "export PKG_CONFIG_SYSROOT_DIR=\"$PWD/root\" PKG_CONFIG_PATH=\"$PWD/root/opt/it/lib/pkgconfig\""
        " && eval \"cc -std=c11 -Wall -Wextra -Wpedantic -Werror program.c $(pkg-config --cflags --libs %s) "
        "-o program\" && " LIBRARY_PATH "=\"$PWD/root/opt/it/lib\" ./program";
    char command[600];
    snprintf(command, sizeof command, build, "aslab");
    result shared = good(command);
    char path[512], whole[200];
    snprintf(path, sizeof path, "%s/src/README.md", SOURCE_DIR);
    char *readme = read_file(path);
    for (const char *line = shared.out; *line != '\0'; line = strchr(line, '\n') + 1) {
        snprintf(whole, sizeof whole, "\n    %.*s\n", (int)strcspn(line, "\n"), line);
        ck_assert_msg(strstr(readme, whole) != NULL, "src/README.md does not have%s", whole);
    }
    free(readme);
    does("cd root/opt/it/lib && rm " LIBRARY " " LIBRARY_SERIES " " LIBRARY_FILE);
    snprintf(command, sizeof command, build, "--static aslab");
    result with_archive = good(command);
    ck_assert_str_eq(shared.out, with_archive.out);
    result_free(&shared);
    result_free(&with_archive);
    write_file(in_workdir("other.cc"), "#include <aslab.h>\nint main() { return aslab_version()[0] == 0; }\n");
    does("c++ -Wall -Wextra -Wpedantic -Werror -I'root/opt/it/include' other.cc 'root/opt/it/lib/libaslab.a' "
         "$(sh '" SOURCE_DIR "/src/scripts/system-flags' ldflags) -lm -o other && ./other");
}
END_TEST

START_TEST(numpy_arrays_go_through_ctypes)
{
    result r = shell("/usr/bin/python3 -c 'import numpy'");
    bool numpy = r.status == 0;
    result_free(&r);
    if (!numpy) skip("the ctypes program of src/README.md, NumPy is not here (Debian: python3-numpy)");
    if (!numpy || !staged("install", "root", "PREFIX=/usr")) return;
    char *code = markdown_block("src/README.md", "```python\n", "import ctypes");
    write_file(in_workdir("read.py"), code);
    free(code);
    r = good("" LIBRARY_PATH "=\"$PWD/root/usr/lib\" /usr/bin/python3 read.py && $aslab check --loss asl ctypes.csv");
    ck_assert_msg(strstr(r.out, "times the negatives' gradient\n") != NULL && strstr(r.out, "They agree.") != NULL,
                  "%s", r.out);
    result_free(&r);
}
END_TEST

/* --- manual pages */

#define EACH_COMMAND  "for c in $($aslab --complete '' | cut -f1 | grep -v '^-'); do "
#define MAN_PAGE      "sh '" SOURCE_DIR "/src/scripts/man-page' $aslab"
#define WITHOUT_FONTS "export GROFF_NO_SGR=1; "
#define GROFF         "groff -man -Tascii -P-bu -rLL=1000n -ww "
#define WORDS         "tr -s ' ' '\n' | grep . | sort -u"

START_TEST(manual_pages_say_what_help_says)
{
    if (!here("groff")) return;
    /* groff prints no warnings, and the page has every word of --help that is not in a heading */
    prints(WITHOUT_FONTS EACH_COMMAND MAN_PAGE " $c > $c.1 && " GROFF "$c.1 > $c.txt; cat $c.txt | " WORDS
                                               " > page.txt; "
                                               "$aslab $c --help | sed '1d;/^[a-z][^.]*:$/d' | " WORDS
                                               " | comm -23 - page.txt; done 2>&1 | sort -u | tr '\n' ' '",
           "usage: ");
    prints(WITHOUT_FONTS MAN_PAGE
           " > all.1 && " GROFF "all.1 > all.txt; " EACH_COMMAND
           "grep -qE \"^ *$c( |$)\" all.txt && grep -qF \"aslab-$c(1)\" all.txt || echo $c; done 2>&1",
           "");
    result r = shell(MAN_PAGE " nothing");
    ck_assert_int_eq(r.status, 2);
    result_free(&r);
}
END_TEST

START_TEST(the_library_has_a_page)
{
    if (!here("groff") || !staged("install", "root", "PREFIX=/usr")) return;
    /* the page has every function and every word of the header's comments */
    prints(WITHOUT_FONTS "cd root/usr && " GROFF "share/man/man3/aslab.3 > page.txt; "
                         "for f in $(grep -o '^ASLAB_API .*' include/aslab.h | grep -o 'aslab_[a-z0-9_]*('); do grep "
                         "-qF \"$f\" page.txt || "
                         "echo $f; done; cat page.txt | " WORDS " > words.txt; "
                         "sed -n 's/^ \\* //p' include/aslab.h | sed 's, *\\*/$,,' | " WORDS " | comm -23 - words.txt",
           "");
}
END_TEST

START_TEST(pages_are_clean_to_mandoc)
{
    if (!here("mandoc") || !staged("install", "root", "PREFIX=/usr")) return;
    prints("cd root/usr/share/man && mandoc -T lint -W warning man1/* man3/*", "");
}
END_TEST

/* --- completion */

START_TEST(candidates_come_from_the_registries)
{
    const struct {
        const char *words, *candidates;
    } cases[] = {
        {"cur", "curve "},
        {"--v", "--version "},
        {"help lo", "losses "},
        {"curve --loss focal", "focal focal_alpha "},
        {"curve --loss=focal", "--loss=focal --loss=focal_alpha "},
        {"eval --loss ll", ""},
        {"train --loss ll", "ll_r ll_ct ll_cp "},
        {"losses ll", "ll_r ll_ct ll_cp "},
        {"explain asl:", "asl:gamma_pos= asl:gamma_neg= asl:margin= "},
        {"explain asl:gamma_neg=4,", "asl:gamma_neg=4,gamma_pos= asl:gamma_neg=4,margin= "},
        {"explain asl:gamma_neg=4:", "asl:gamma_neg=4:gamma_pos= asl:gamma_neg=4:margin= "},
        {"explain asl:gamma_neg=4,margin=", "asl:gamma_neg=4,margin=0.05 "},
        {"explain nothing:", ""},
        {"curve --x l", "logit "},
        {"curve --gamma-n", "--gamma-neg "},
        {"curve --output ''", "@files "},
        {"golden -o ''", "@folders "},
        {"sweep --dist ''", "late init mid @files "},
        {"run table", "table1 table2 table3 @files "},
        {"run fig3 --poi", "--points "},
        {"figures --print table", "table1 table2 table3 "},
        {"eval ''", "@files "},
        {"curve --quiet --x=lo", "--x=logit "},
        {"nothing ''", ""},
        {"run nosuch --shard", "--shards --shard "},
        {"run nosuch.conf --rend", "--render "},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        result r = shell("$aslab --complete %s | cut -f1 | tr '\\n' ' '", cases[i].words);
        ck_assert_msg(strcmp(r.out, cases[i].candidates) == 0, "%s: %s", cases[i].words, r.out);
        result_free(&r);
    }
    does("$aslab --complete '' | cut -f1 | grep -v '^-' > offered.txt; "
         "$aslab --help | sed -n 's/^  \\([a-z]*\\)  .*/\\1/p' | grep . | diff - offered.txt");
}
END_TEST

START_TEST(bash_completes)
{
    if (!here("bash") || !here("script") || !terminals()) return;
    char line[900];
    snprintf(line, sizeof line,
             "ln -s $aslab aslab; touch 'of mine.csv'; { echo 'PATH=.:$PATH; source \"%s/src/cli/complete.bash\"'; "
             "printf 'aslab expl\\tasl:gamma_n\\t6,mar\\t0.1 > told.txt\\n'; "
             "printf 'aslab eval of\\t > read.txt 2>&1\\n'; "
             "printf 'aslab cur\\t--loss=foca\\t:gam\\t3 --poi\\t3 > drawn.txt\\nexit\\n'; } > typed.txt; "
             "TERM=dumb timeout 60 script -qec 'bash --norc --noprofile -i' /dev/null < typed.txt > session.txt; "
             "head -n 1 told.txt; cut -d: -f 1-2 read.txt; tail -n 1 drawn.txt | cut -d, -f1-3",
             SOURCE_DIR);
    prints(line, "asl:gamma_pos=0,gamma_neg=6,margin=0.1: asymmetric loss\n"
                 "aslab: of mine.csv\nfocal:gamma=3,0,inf\n");
}
END_TEST

/* Completion works without features that are missing in bash 3.2 of macOS. */
START_TEST(an_old_bash_completes)
{
    if (!here("bash")) return;
    write_file(in_workdir("old.bash"),
               "enable -n compopt mapfile\nsource \"$1/src/cli/complete.bash\"\n"
               "for line in 'aslab expl' 'aslab curve --loss asl:mar' 'aslab eval of'; do\n"
               "COMP_LINE=$line COMP_POINT=${#line}; _aslab; printf '%s\\n' \"${COMPREPLY[@]}\" | sort; done\n");
    prints("ln -s $aslab aslab; touch 'of mine.csv' 'off.csv'; PATH=$PWD:$PATH bash --norc old.bash '" SOURCE_DIR
           "' && ! grep -n '\\[-[0-9]' '" SOURCE_DIR "/src/cli/complete.bash'",
           "explain\nmargin=\nof mine.csv\noff.csv\n");
}
END_TEST

START_TEST(fish_completes)
{
    if (!here("fish")) return;
    char line[600];
    snprintf(
        line, sizeof line,
        "ln -s $aslab aslab; touch mine.csv; export HOME=\"$PWD\" PATH=\"$PWD:$PATH\"; fish -c 'source "
        "\"%s/src/cli/complete.fish\"; "
        "complete -C \"aslab cur\"; complete -C \"aslab explain asl:m\"; complete -C \"aslab eval min\"' | cut -f1",
        SOURCE_DIR);
    prints(line, "curve\nasl:margin=\nmine.csv\n");
}
END_TEST

START_TEST(zsh_completes)
{
    if (!here("zsh")) return;
    write_file(in_workdir("drive.zsh"),
               "zmodload zsh/zpty\nzpty z zsh -f -i\n"
               "zpty -w z \"fpath=($PWD/functions \\$fpath); autoload -U compinit; compinit -u -D\"\n"
               "zpty -w -n z $'aslab expl\\t'\nzpty -w -n z $'asl:mar\\t'\n"
               "zpty -w z '0.1 > told.txt'\nzpty -w -n z $'aslab eval min\\t'\nzpty -w z ' 2> read.txt'\nzpty -w z "
               "exit\nwhile zpty -r z out; do :; done\n");
    char line[600];
    snprintf(line, sizeof line,
             "ln -s $aslab aslab; touch mine.csv; mkdir functions; ln -s '%s/src/cli/complete.zsh' functions/_aslab; "
             "PATH=$PWD:$PATH HOME=$PWD ZDOTDIR=$PWD timeout 60 zsh -f drive.zsh; head -n 1 told.txt; cut -d: -f 1-2 "
             "read.txt",
             SOURCE_DIR);
    prints(line, "asl:gamma_pos=0,gamma_neg=4,margin=0.1: asymmetric loss\naslab: mine.csv\n");
}
END_TEST

SUITE(package, files_are_where_they_belong_and_go_again, the_library_shows_its_own_names_alone,
      the_readme_program_builds_and_prints_what_is_printed, numpy_arrays_go_through_ctypes,
      manual_pages_say_what_help_says, the_library_has_a_page, pages_are_clean_to_mandoc,
      candidates_come_from_the_registries, bash_completes, an_old_bash_completes, fish_completes, zsh_completes)
