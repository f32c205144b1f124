#include "loss/loss.h"

#include <string.h>

#include "base/numbers.h"

int asl_loss_set(asl_loss *loss, const asl_family *family, const double *theta, asl_error *err)
{
    *loss = (asl_loss){.family = family};
    for (size_t i = 0; i < asl_family_params(family); i++) {
        const asl_param *p = &family->params[i];
        if (!(theta[i] >= p->lo && theta[i] <= p->hi)) {
            char x[ASL_REAL_CHARS], lo[ASL_REAL_CHARS], hi[ASL_REAL_CHARS];
            asl_format_real(x, theta[i]);
            asl_format_real(lo, p->lo);
            asl_format_real(hi, p->hi);
            return asl_fail(err, ASL_BAD, "%s: %s = %s is outside [%s, %s]", family->name, p->name, x, lo, hi);
        }
        loss->theta[i] = theta[i];
    }
    if (family->derive != NULL) family->derive(loss->theta, loss->derived);
    return ASL_OK;
}

/* Parse one `param=value`, text [n]. seen: one bit per parameter already given. */
static int read_setting(const asl_family *family, const char *text, size_t n, double *theta, unsigned *seen,
                        asl_error *err)
{
    char part[160];
    if (n >= sizeof part) return asl_fail(err, ASL_BAD, "%s: '%.40s...' is too long", family->name, text);
    memcpy(part, text, n);
    part[n] = '\0';
    char *equals = strchr(part, '=');
    if (equals == NULL) {
        return asl_fail(err, ASL_BAD, "%s: '%.60s' is not param=value; write, for example, asl:gamma_neg=4,margin=0.05",
                        family->name, part);
    }
    *equals = '\0';
    int i = asl_family_param(family, part, err);
    if (i < 0) return ASL_BAD;
    const asl_param *p = &family->params[i];
    if (*seen & (1u << i)) return asl_fail(err, ASL_BAD, "%s: %s is given twice", family->name, p->name);
    *seen |= 1u << i;
    int code = asl_read_real(p->name, equals + 1, p->lo, p->hi, &theta[i], err);
    return code == ASL_OK ? ASL_OK : asl_fail_in(err, code, "%s: ", family->name);
}

int asl_loss_read(asl_loss *loss, const char *spec, asl_error *err)
{
    char name[64];
    size_t n = strcspn(spec, ":");
    if (n >= sizeof name) return asl_fail(err, ASL_BAD, "unknown loss '%.60s...'", spec);
    memcpy(name, spec, n);
    name[n] = '\0';
    const asl_family *family = asl_family_find(name, err);
    if (family == NULL) return ASL_BAD;
    double theta[ASL_MAX_PARAMS];
    for (size_t i = 0; i < ASL_MAX_PARAMS; i++) theta[i] = family->params[i].def;
    unsigned seen = 0;
    for (const char *at = spec + n; *at != '\0'; at += n) {
        at++; /* the ':' or ',' before each setting */
        n = strcspn(at, ":,");
        int code = read_setting(family, at, n, theta, &seen, err);
        if (code != ASL_OK) return code;
    }
    return asl_loss_set(loss, family, theta, err);
}

static void write_spec(const asl_loss *loss, char separator, asl_strbuf *out)
{
    asl_strbuf_add(out, loss->family->name);
    for (size_t i = 0; i < asl_family_params(loss->family); i++) {
        asl_strbuf_format(out, "%c%s=", i == 0 ? ':' : separator, loss->family->params[i].name);
        asl_strbuf_real(out, loss->theta[i]);
    }
}

void asl_loss_write(const asl_loss *loss, asl_strbuf *out) { write_spec(loss, ',', out); }

void asl_loss_write_data(const asl_loss *loss, asl_strbuf *out) { write_spec(loss, ':', out); }

asl_loss_value asl_loss_at(const asl_loss *loss, asl_sigmoid_point x, int label)
{
    return label != 0 ? loss->family->pos(loss, &x) : loss->family->neg(loss, &x);
}

void asl_loss_eval(const asl_loss *loss, size_t n, const double *z, const signed char *y, double *value, double *grad,
                   double *hess)
{
    for (size_t i = 0; i < n; i++) {
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_logit(z[i]), y[i]);
        if (value != NULL) value[i] = j.value;
        if (grad != NULL) grad[i] = j.grad;
        if (hess != NULL) hess[i] = j.hess;
    }
}

size_t asl_loss_kinks(const asl_loss *loss, int label, asl_kink *kink)
{
    return loss->family->kinks == NULL ? 0 : loss->family->kinks(loss, label, kink);
}

asl_scale asl_loss_scale(const asl_loss *loss, int label)
{
    return loss->family->scale != NULL ? loss->family->scale(loss, label) : (asl_scale){0, ASL_PI};
}

double asl_loss_margin(const asl_loss *loss)
{
    double m = loss->family->margin < 0 ? 0 : loss->theta[loss->family->margin];
    asl_kink kink[ASL_MAX_KINKS];
    bool flat = m > 0 && asl_loss_kinks(loss, 0, kink) > 0 && kink[0].below.grad == 0 && kink[0].below.hess == 0;
    return flat ? m : 0;
}
