#include "run/labels.h"

#include <stdlib.h>

#include "base/memory.h"
#include "loss/loss.h"

/* Whether parameter k distinguishes `loss` from the other losses. */
static bool tells_apart(const asl_loss *losses, size_t n, const asl_loss *loss, size_t k)
{
    size_t same_family = 0;
    bool differs = false;
    for (size_t i = 0; i < n; i++) {
        if (losses[i].family != loss->family) continue;
        same_family++;
        differs = differs || losses[i].theta[k] != loss->theta[k];
    }
    return same_family > 1 ? differs : loss->theta[k] != loss->family->params[k].def;
}

static char *short_label(const asl_loss *losses, size_t n, const asl_loss *loss, asl_error *err)
{
    asl_strbuf t = {0};
    asl_strbuf_add(&t, loss->family->name);
    for (size_t k = 0; k < asl_family_params(loss->family); k++) {
        if (!tells_apart(losses, n, loss, k)) continue;
        asl_strbuf_format(&t, ", %s ", loss->family->params[k].name);
        asl_strbuf_real(&t, loss->theta[k]);
    }
    return asl_strbuf_take(&t, err);
}

int asl_short_labels(const asl_series *series, char **labels, asl_error *err)
{
    asl_loss losses[ASL_MOST_SERIES];
    size_t n = 0, at = 0;
    for (size_t i = 0; i < series->n; i++) n += asl_loss_read(&losses[n], series->names[i], NULL) == ASL_OK;
    for (size_t i = 0; i < series->n; i++) {
        bool is_loss = asl_loss_read(&losses[at], series->names[i], NULL) == ASL_OK;
        labels[i] = is_loss ? short_label(losses, n, &losses[at++], err) : asl_copy_text(series->names[i], err);
        if (labels[i] != NULL) continue;
        while (i > 0) free(labels[--i]);
        return ASL_FAILED;
    }
    return ASL_OK;
}

void asl_note_left_out(const asl_picture *picture, asl_strbuf *notes)
{
    asl_strbuf text = {0};
    if (notes == NULL) return;
    asl_picture_left_out(picture, &text);
    if (text.data != NULL)
        asl_strbuf_format(notes, "aslab: the picture %s shows %s; the CSV has all rows\n", picture->name, text.data);
    asl_strbuf_free(&text);
}
