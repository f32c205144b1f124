/* Experiment files: a saved command line, what to look at, and what the paper claims. Read by libconfuse.
 *
 *     title   = 'Gradient of negatives'
 *     paper   = 'Figure 3'
 *     caption = 'What to see.'
 *     command = 'curve'
 *     options {
 *       loss   = {'ce', 'asl:gamma_neg=2,margin=0.1'}     # an option by its name, without the dashes
 *       points = '1001'
 *     }
 *     order = '30'                                        # its place on the page: the paper's figures first
 *     args = {'predictions.csv'}                          # what stands without dashes
 *     labels = {'cross-entropy', 'ASL'}                   # what the picture calls the losses, in their order
 *     plot = 'fig3'                                       # the plots/NAME.gp that draws it, or the path of a .gp file;
 *                                                         # default: the command's
 *     draw = {'along=gamma', 'lr=0.002'}                  # what its plot should know: draw_along = "gamma"
 *     reported = {'gamma,map', '0,84.00', '1,84.96'}      # the paper's own points, as the plot's data block $reported
 *     long = 'true'                                       # takes minutes: runs by name or with --all
 *     needs = '--data DIR'                                # cannot run without: 'aslab run NAME --data DIR'
 *     claim { text = '...'  paper = '...'  measure = 'value'  column = '...'  where = {'...'}  expect = 'above 0' }
 *
 * Write '...' rather than "...": inside double quotes libconfuse replaces ${NAME} by the environment's. */
#ifndef ASL_IO_EXPERIMENT_H
#define ASL_IO_EXPERIMENT_H

#include <stdbool.h>
#include <stddef.h>

#include "io/claim.h"
#include "base/status.h"
#include "base/text.h"

typedef struct asl_setting {
    char *name;
    char **values;
    size_t n;
} asl_setting;

#define ASL_ORDER_LAST 1e9

typedef struct asl_experiment {
    char *name; /* of the files it makes: letters, digits, - and _ */
    char *title, *paper, *caption, *command, *plot;
    char *needs; /* what must be given for it to run; "" for nothing */
    bool is_long;
    double order; /* its place among others; those without one have ASL_ORDER_LAST */
    asl_setting *settings;
    size_t nsettings;
    char **args;
    size_t nargs;
    char **labels; /* short names of the data's series, for the picture */
    size_t nlabels;
    char **draw; /* name=text, for the plot */
    size_t ndraw;
    char **reported; /* lines of CSV, the first one names */
    size_t nreported;
    asl_claim *claims;
    size_t nclaims;
} asl_experiment;

/* Read the text of an experiment file. `where` names it in messages; option_names [noptions] are those any command
 * knows. ASL_BAD with file and line otherwise. */
int asl_experiment_read(asl_experiment *e, const char *where, const char *text, const char *const *option_names,
                        size_t noptions, asl_error *err);
/* Whether a name could be an experiment's: 1 to 64 letters, digits, - and _, and not one of aslab's own files. */
bool asl_experiment_is_name(const char *name);
/* ASL_BAD where a path would not do as the name of an experiment file: it ends in .conf, after 1 to 64 letters, digits,
 * - and _. */
int asl_experiment_check_name(const char *path, asl_error *err);

void asl_experiment_free(asl_experiment *e);

/* The text of an experiment file that reads back as e. */
void asl_experiment_write(const asl_experiment *e, asl_text *out);

#endif
