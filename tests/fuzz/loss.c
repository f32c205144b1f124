/* LOSS: parse(print(parse(x))) = parse(x), and the loss is finite at any moderate logit. */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "loss/loss.h"

static void check_numbers(const asl_loss *loss, const char *text)
{
    static const double z[] = {-700, -30, -3.1, -0.7, -1e-9, 0, 1e-300, 0.4, 2.9, 31, 700};
    for (size_t i = 0; i < 2 * sizeof z / sizeof z[0]; i++) {
        asl_loss_value j = asl_loss_at(loss, asl_sigmoid_of_logit(z[i / 2]), (int)(i % 2));
        MUST(j.value - j.value == 0 && j.grad - j.grad == 0, "%s is finite at %g: %g, %g", text, z[i / 2], j.value,
             j.grad);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    asl_loss loss, again;
    asl_error err;
    char *text = fuzz_text(data, n);
    int code = asl_loss_read(&loss, text, &err);
    free(text);
    if (!fuzz_accepted(code, &err)) return 0;
    asl_strbuf t = {0};
    if (n % 2 == 0) asl_loss_write(&loss, &t);
    if (n % 2 != 0) asl_loss_write_data(&loss, &t);
    char *written = fuzz_take(&t);
    code = asl_loss_read(&again, written, &err);
    MUST(code == ASL_OK, "what was written can be read: %s", err.text);
    MUST(again.family == loss.family, "%s is of the same family", written);
    for (size_t i = 0; i < ASL_MAX_PARAMS; i++) MUST(again.theta[i] == loss.theta[i], "%s: parameter %zu", written, i);
    for (size_t i = 0; i < ASL_MAX_DERIVED; i++) {
        MUST(fuzz_same(again.derived[i], loss.derived[i]), "%s: derived %zu", written, i);
    }
    if (loss.family->kind != ASL_BATCHWISE) check_numbers(&loss, written);
    free(written);
    return 0;
}
