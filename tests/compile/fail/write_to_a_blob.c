/* expect: read-only|const-qualified */
/* The bytes of a blob belong to the database. */
#include <kith.h>

typedef struct Photo Photo;
struct Photo {
    const int64_t id;
    KITH_BLOB pixels;
};
void mistake(Photo *photo);
void mistake(Photo *photo)
{
    photo->pixels = KITH_BYTES("x", 1);
}
