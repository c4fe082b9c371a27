/* expect: one list has more columns */
/* A composite foreign key names as many columns as the key it refers to. */
#include <kith.h>

typedef struct Album Album;
typedef struct Track Track;
struct Album {
    const int64_t artist, number;
};
struct Track {
    const int64_t artist;
};
static KITH_TABLE(Track, "tracks", KITH_COLUMN(Track, artist),
                  KITH_FOREIGN_KEYS(Track, (artist), Album, (artist, number)));
