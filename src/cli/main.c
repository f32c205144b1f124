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
#include "cli/manual.h"
#include "io/gnuplot.h"
#include "io/output.h"
#include "io/tempfile.h"
#include "options/command_table.h"
#include "options/option_table.h"
#include "reference/reference.h"
#include "run/write_outputs.h"

static void on_signal(int number)
{
    asl_render_kill_all();
    asl_temp_remove_all();
    asl_folder_remove_created();
    signal(number, SIG_DFL);
    raise(number);
}

static void on_no_memory(void)
{
    static const char words[] = "aslab: out of memory in the 256-bit numbers\n";
    asl_render_kill_all();
    asl_temp_remove_all();
    asl_folder_remove_created();
    (void)!write(STDERR_FILENO, words, sizeof words - 1);
    _exit(ASL_FAILED);
}

/* Leave nothing half-written when ended, and let be what the caller chose to ignore (nohup). A full disk (SIGXFSZ) is
 * an error of the write, not a death. */
static void catch_signals(void)
{
    const int ending[] = {SIGINT,  SIGTERM, SIGHUP,  SIGPIPE,   SIGQUIT, SIGXCPU,
                          SIGALRM, SIGUSR1, SIGUSR2, SIGVTALRM, SIGPROF};
    for (size_t i = 0; i < sizeof ending / sizeof ending[0]; i++) {
        struct sigaction a = {.sa_handler = on_signal}, old;
        if (sigaction(ending[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN) sigaction(ending[i], &a, NULL);
    }
    signal(SIGXFSZ, SIG_IGN);
    signal(SIGCHLD, SIG_DFL); /* gnuplot is waited for */
}

/* Where a standard stream is closed, put something there that cannot be used, so that no file of ours gets its number.
 */
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

static void overview(asl_strbuf *out)
{
    asl_strbuf_add(out, "aslab " ASLAB_VERSION ": a lab bench for the Asymmetric Loss family (arXiv 2009.14119)\n\n"
                        "usage: aslab COMMAND [options]\n\n");
    for (const asl_command *const *c = asl_commands; *c != NULL; c++)
        asl_strbuf_format(out, "  %-11s %s\n", (*c)->name, (*c)->summary);
    asl_strbuf_add(
        out, "\n  aslab COMMAND --help    its options, columns and examples\n"
             "  aslab --version\n\n"
             "LOSS = name or name:param=value,param=value, as in asl:gamma_neg=4,margin=0.05. In a CSV it has colons\n"
             "instead of commas, asl:gamma_pos=0:gamma_neg=4:margin=0.05; both are accepted everywhere.\n"
             "Start with:  aslab figures          draws the paper's figures into out/\n"
             "             aslab explain asl      says in words what the loss does\n"
             "             aslab stats FILE.csv   reads your own model's predictions\n"
             "Exit status: 0 done, 1 failed (output cannot be written), 2 wrong usage or bad input,\n"
             "3 shards are missing, 4 shards disagree or are damaged.\n");
}

static int carry_out(const asl_command *c, int argc, char *const *argv, asl_error *err)
{
    asl_options o = {.command = c, .commands = asl_commands};
    int code = c->parse != NULL ? c->parse(&o, argc, argv, err) : asl_options_parse(&o, argc, argv, err);
    if (code != ASL_OK) return code;
    if (asl_options_given(&o, "help")) {
        asl_strbuf help = {0};
        asl_options_help(c, &help);
        code = print(&help, err);
    } else {
        code = c->run != NULL ? c->run(&o, err) : asl_write_outputs(&o, err);
    }
    asl_options_free(&o);
    return code;
}

/* For the installation and the shell: `--man [COMMAND]` and `--complete WORD...`. */
static int serve(int argc, char *const *argv, asl_error *err)
{
    asl_strbuf text = {0};
    if (strcmp(argv[1], "--complete") == 0) {
        asl_complete(asl_commands, argc - 2, argv + 2, &text);
    } else {
        const asl_command *c = argc > 2 ? asl_command_find(asl_commands, argv[2], err) : NULL;
        if (argc > 2 && c == NULL) return ASL_BAD;
        asl_manual(asl_commands, c, &text);
    }
    return print(&text, err);
}

static int dispatch(int argc, char *const *argv, asl_error *err)
{
    asl_strbuf text = {0};
    const char *first = argc > 1 ? argv[1] : "";
    if (strcmp(first, "--version") == 0) {
        asl_strbuf_add(&text, "aslab " ASLAB_VERSION "\n");
        return print(&text, err);
    }
    if (strcmp(first, "--help") == 0 || strcmp(first, "-h") == 0 || (strcmp(first, "help") == 0 && argc == 2)) {
        overview(&text);
        return print(&text, err);
    }
    if (strcmp(first, "--man") == 0 || strcmp(first, "--complete") == 0) return serve(argc, argv, err);
    if (argc < 2) return asl_fail(err, ASL_BAD, "no command is given; 'aslab --help' lists them");
    if (strcmp(first, "help") == 0) {
        const asl_command *c = asl_command_find(asl_commands, argv[2], err);
        char *help[] = {(char *)"--help"};
        return c == NULL ? ASL_BAD : carry_out(c, 1, help, err);
    }
    const asl_command *c = asl_command_find(asl_commands, first, err);
    return c == NULL ? ASL_BAD : carry_out(c, argc - 2, argv + 2, err);
}

/* Large arrays come and go: what was freed is used again instead of going back to the system, whose fresh pages cost
 * more than most of what is computed in them. */
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
    unsetenv("GNUTERM"); /* gnuplot would fail over a terminal it cannot open */
    int code = dispatch(argc, argv, &err);
    if (code != ASL_OK) asl_folder_remove_created();
    asl_folder_keep_created();
    if (code != ASL_OK && err.text[0] != '\0') fprintf(stderr, "aslab: %s\n", err.text);
    return code;
}
