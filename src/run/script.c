#include "run/script.h"

#include <stdlib.h>

#include "run/labels.h"
#include "run/resources.h"

static char *all_variables(const asl_script_request *r, asl_error *err)
{
    asl_strbuf t = {0};
    asl_options_variables(r->options, &t);
    asl_strbuf_add(&t, r->variables != NULL ? r->variables : "");
    return asl_strbuf_take(&t, err);
}

static char *text_with(const asl_script_request *r, char *const *labels, asl_error *err)
{
    char *variables = all_variables(r, err);
    if (variables == NULL) return NULL;
    asl_picture picture = {.name = r->name,
                           .data = r->data,
                           .title = r->title,
                           .made_by = r->made_by,
                           .series = r->series,
                           .labels = labels,
                           .nlabels = r->series->n,
                           .variables = variables,
                           .style = asl_plot_text("style", err),
                           .plot = r->plot};
    asl_strbuf text = {0};
    asl_gnuplot_script(&text, &picture);
    asl_note_left_out(&picture, r->notes);
    free(variables);
    return asl_strbuf_take(&text, err);
}

char *asl_script_text(const asl_script_request *r, asl_error *err)
{
    char *short_labels[ASL_MOST_SERIES];
    if (r->labels != NULL) return text_with(r, r->labels, err);
    if (asl_short_labels(r->series, short_labels, err) != ASL_OK) return NULL;
    char *text = text_with(r, short_labels, err);
    for (size_t i = 0; i < r->series->n; i++) free(short_labels[i]);
    return text;
}
