#pragma once
#include <crypt.h>
#include <stdlib.h>
#include <string.h>

/// The bcrypt hash of `password` with a cost of 10 and 16 random bytes of salt, written to `output` (at least 61 bytes).
/// Returns 0, or -1 when the system's libcrypt cannot do it.
static inline int ccrypt_bcrypt(const char *password, const char *random, char *output, size_t size) {
    char setting[CRYPT_GENSALT_OUTPUT_SIZE];
    if (crypt_gensalt_rn("$2a$", 10, random, 16, setting, sizeof setting) == NULL) { return -1; }
    struct crypt_data *data = (struct crypt_data *)calloc(1, sizeof(struct crypt_data));
    if (data == NULL) { return -1; }
    const char *hash = crypt_rn(password, setting, data, (int)sizeof(struct crypt_data));
    int result = -1;
    if (hash != NULL && strlen(hash) < size) {
        memcpy(output, hash, strlen(hash) + 1);
        result = 0;
    }
    explicit_bzero(data, sizeof(struct crypt_data));
    free(data);
    return result;
}
