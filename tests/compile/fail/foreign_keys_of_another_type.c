/* expect: Track.album and Album.number have different types */
/* One pair of columns of a composite foreign key has two types. */
#include <kith.h>

typedef struct Album Album;
typedef struct Track Track;
struct Album {
    const int64_t artist, number;
};
struct Track {
    const int64_t artist;
    const int32_t album;
};
static KITH_TABLE(Track, "tracks", KITH_COLUMN(Track, artist),
                  KITH_COLUMN(Track, album),
                  KITH_FOREIGN_KEYS(Track, (artist, album), Album,
                                    (artist, number)));
