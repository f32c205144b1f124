/* Experiment files: a saved command line, what its picture shows, and what the paper claims. Parsed by libconfuse.
 *
 *     title   = 'Gradient of negatives'
 *     paper   = 'Figure 3'
 *     caption = 'What the picture shows.'
 *     command = 'curve'
 *     options {
 *       loss   = {'ce', 'asl:gamma_neg=2,margin=0.1'}     # an option by its name, without the dashes
 *       points = '1001'
 *     }
 *     order = '30'                                        # position on the page; the paper's figures come first
 *     args = {'predictions.csv'}                          # positional arguments
 *     labels = {'cross-entropy', 'ASL'}                   # names of the losses in the picture, in the same order
 *     plot = 'fig3'                                       # plots/NAME.gp draws it, or the path of a .gp file;
 *                                                         # default: the plot of the command
 *     draw = {'along=gamma', 'lr=0.002'}                  # variables of the plot: draw_along = "gamma"
 *     reported = {'gamma,map', '0,84.00', '1,84.96'}      # numbers of the paper, as the plot's data block $reported
 *     long = 'true'                                       # takes minutes: runs only by name or with --all
 *     needs = '--data DIR'                                # required option: 'aslab run NAME --data DIR'
 *     claim { text = '...'  paper = '...'  measure = 'value'  column = '...'  where = {'...'}  expect = 'above 0' }
 *
 * Write '...' rather than "...": inside double quotes libconfuse replaces ${NAME} by the environment variable. */
#ifndef ASL_IO_EXPERIMENT_H
#define ASL_IO_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "base/status.h"
#include "base/strbuf.h"
#include "io/claim.h"

typedef struct asl_setting {
    char *name;
    char **values;
    size_t n;
} asl_setting;

#define ASL_ORDER_LAST 1e9

typedef struct asl_experiment {
    char *name; /* base name of its files: letters, digits, - and _ */
    char *title, *paper, *caption, *command, *plot;
    char *needs; /* option that must be given; "" for none */
    bool is_long;
    double order; /* position among others; ASL_ORDER_LAST by default */
    asl_setting *settings;
    size_t nsettings;
    char **args;
    size_t nargs;
    char **labels; /* short names of the data series, for the picture */
    size_t nlabels;
    char **draw; /* name=text, variables of the plot */
    size_t ndraw;
    char **reported; /* lines of CSV; the first one is the header */
    size_t nreported;
    asl_claim *claims;
    size_t nclaims;
} asl_experiment;

/* Parse the text of an experiment file. Release with asl_experiment_free.
 *
 *   where         names the file in messages, and the experiment
 *   option_names  [noptions] the options of all commands
 *
 * ASL_BAD, with file and line, if the text is not an experiment file. */
int asl_experiment_read(asl_experiment *e, const char *where, const char *text, const char *const *option_names,
                        size_t noptions, asl_error *err);
/* Is this a valid name of an experiment: 1 to 64 letters, digits, - and _, and not reserved for files that aslab
 * writes? */
bool asl_experiment_is_name(const char *name);
/* Check the path of an experiment file: .conf after a valid name. ASL_BAD otherwise. */
int asl_experiment_check_name(const char *path, asl_error *err);

void asl_experiment_free(asl_experiment *e);

/* Append the text of an experiment file that reads back as e. Errors are sticky in out. */
void asl_experiment_write(const asl_experiment *e, asl_strbuf *out);

#endif
