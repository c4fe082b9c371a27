/* shapes_links.c - relationships of every form: one to one, many to many, a
 * table with itself, trees and chains that are acyclic or owned.
 */
#include "shapes.h"

/* One attribute a line. */
/* clang-format off */

/* --- people: one to one --------------------------------------------------- */

typedef struct User User;
typedef struct Profile Profile;
typedef struct Badge Badge;
typedef struct Locker Locker;
typedef struct Body Body;
struct User {
    int64_t number;
    const int64_t id;
    KITH_TEXT email;
    KITH_SCALAR(Profile) profile;
    KITH_SCALAR(Badge) badge;
    KITH_SCALAR(Locker) locker;
    KITH_SCALAR(Body) body;
};
struct Profile {
    int64_t number;
    const int64_t id;
    const int64_t user_id;
    KITH_REFERENCE(User) user;
};
struct Badge {
    int64_t number;
    const int32_t id;
    const int64_t user_id;
    KITH_REFERENCE(User) user;
};
struct Locker {
    int64_t number;
    const int64_t user_id;
    KITH_OPTIONAL(int32_t) code;
    KITH_REFERENCE(User) user;
};
struct Body {
    int64_t number;
    const int64_t id;
    float height;
    KITH_REFERENCE(User) user;
};
static KITH_TABLE(User, "users",
    KITH_ORDERED_INDEX("email", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(User, id),
    KITH_COLUMN(User, email, .unique = true),
    KITH_RELATIONSHIP(User, profile, Profile, .back_populates = "user"),
    KITH_RELATIONSHIP(User, badge, Badge, .back_populates = "user"),
    KITH_RELATIONSHIP(User, locker, Locker, .back_populates = "user",
        .delete_orphan = true),
    KITH_RELATIONSHIP(User, body, Body, .back_populates = "user"));
static KITH_TABLE(Profile, "profiles",
    KITH_ORDERED_INDEX("user_id", "id"),
    KITH_PRIMARY_KEY(Profile, id),
    KITH_FOREIGN_KEY(Profile, user_id, User, id, .on_update = KITH_SET_NULL),
    KITH_RELATIONSHIP(Profile, user, User, .back_populates = "profile"));
static KITH_TABLE(Badge, "badges",
    KITH_PRIMARY_KEY(Badge, id),
    KITH_FOREIGN_KEY(Badge, user_id, User, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Badge, user, User, .back_populates = "badge"));
static KITH_TABLE(Locker, "lockers",
    KITH_FOREIGN_KEY(Locker, user_id, User, id, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Locker, code),
    KITH_RELATIONSHIP(Locker, user, User, .back_populates = "locker"));
/* One to one by a shared primary key. */
static KITH_TABLE(Body, "bodies",
    KITH_FOREIGN_KEY(Body, id, User, id, .primary_key = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Body, height),
    KITH_RELATIONSHIP(Body, user, User, .back_populates = "body"));

const struct shape people_shape = {
    "people", KITH_TABLES(User, Profile, Badge, Locker, Body)};

/* --- school: many to many ------------------------------------------------- */

typedef struct Student Student;
typedef struct Course Course;
typedef struct Enrolment Enrolment;
typedef struct Liking Liking;
typedef struct Visit Visit;
struct Student {
    int64_t number;
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Enrolment, Course) courses;
    KITH_COLLECTION_VIA(Liking, Course) likes;
    KITH_COLLECTION_VIA(Visit, Course) visited;
};
struct Course {
    int64_t number;
    KITH_TEXT code;
    KITH_COLLECTION_VIA(Enrolment, Student) students;
    KITH_COLLECTION_VIA(Liking, Student) fans;
    KITH_COLLECTION_VIA(Visit, Student) visitors;
};
struct Enrolment {
    int64_t number;
    const int64_t student_id;
    KITH_TEXT course;
    KITH_OPTIONAL(float) grade;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) of;
};
struct Liking {
    int64_t number;
    const int64_t id;
    const int64_t student_id;
    KITH_TEXT course;
    const KITH_OPTIONAL(int16_t) weight;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) of;
};
struct Visit {
    int64_t number;
    const int64_t student_id;
    KITH_TEXT course;
    KITH_TEXT day;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) of;
};
static KITH_TABLE(Student, "students",
    KITH_PRIMARY_KEY(Student, id),
    KITH_COLUMN(Student, name),
    KITH_RELATIONSHIP(Student, courses, Course, .secondary = "enrolments",
        .back_populates = "students"),
    KITH_RELATIONSHIP(Student, likes, Course, .secondary = "likings",
        .back_populates = "fans", .unique_pair = true),
    KITH_RELATIONSHIP(Student, visited, Course, .secondary = "visits",
        .back_populates = "visitors"));
static KITH_TABLE(Course, "courses",
    KITH_PRIMARY_KEY(Course, code),
    KITH_RELATIONSHIP(Course, students, Student, .secondary = "enrolments",
        .back_populates = "courses"),
    KITH_RELATIONSHIP(Course, fans, Student, .secondary = "likings",
        .back_populates = "likes"),
    KITH_RELATIONSHIP(Course, visitors, Student, .secondary = "visits",
        .back_populates = "visited"));
static KITH_TABLE(Enrolment, "enrolments",
    KITH_ORDERED_INDEX("course", "student_id"),
    KITH_FOREIGN_KEY(Enrolment, student_id, Student, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Enrolment, course, Course, code, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Enrolment, grade),
    KITH_RELATIONSHIP(Enrolment, student, Student),
    KITH_RELATIONSHIP(Enrolment, of, Course));
static KITH_TABLE(Liking, "likings",
    KITH_PRIMARY_KEY(Liking, id),
    KITH_FOREIGN_KEY(Liking, student_id, Student, id, .not_null = true),
    KITH_FOREIGN_KEY(Liking, course, Course, code, .not_null = true,
        .on_delete = KITH_RESTRICT, .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Liking, weight, .not_null = true,
        .default_value = KITH_INTEGER(1)),
    KITH_RELATIONSHIP(Liking, student, Student),
    KITH_RELATIONSHIP(Liking, of, Course));
/* No key over the pair: it may be walked, not written. */
static KITH_TABLE(Visit, "visits",
    KITH_ORDERED_INDEX("day", "student_id"),
    KITH_FOREIGN_KEY(Visit, student_id, Student, id, .not_null = true,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Visit, course, Course, code, .not_null = true),
    KITH_COLUMN(Visit, day, .index = true),
    KITH_RELATIONSHIP(Visit, student, Student),
    KITH_RELATIONSHIP(Visit, of, Course));

const struct shape school_shape = {
    "school", KITH_TABLES(Student, Course, Enrolment, Liking, Visit)};

/* --- followers: many to many of a table with itself ----------------------- */

typedef struct Member Member;
typedef struct Following Following;
struct Member {
    int64_t number;
    const int32_t id;
    const int32_t guide_id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Following, Member) follows, followers;
};
struct Following {
    int64_t number;
    const int32_t who_id, whom_id;
    KITH_TEXT why;
    const int32_t nth;
    const uint64_t nth_of;
    KITH_REFERENCE(Member) who, whom;
};
static KITH_TABLE(Member, "members",
    KITH_ORDERED_INDEX("name", "guide_id desc"),
    KITH_PRIMARY_KEY(Member, id),
    KITH_FOREIGN_KEY(Member, guide_id, Member, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_RESTRICT),
    KITH_COLUMN(Member, name, .index = true),
    KITH_RELATIONSHIP(Member, follows, Member, .secondary = "followings",
        .foreign_key = "who_id", .back_populates = "followers",
        .position = "nth"),
    KITH_RELATIONSHIP(Member, followers, Member, .secondary = "followings",
        .foreign_key = "whom_id", .back_populates = "follows",
        .position = "nth_of"));
static KITH_TABLE(Following, "followings",
    KITH_FOREIGN_KEY(Following, who_id, Member, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Following, whom_id, Member, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Following, nth),
    KITH_COLUMN(Following, nth_of),
    KITH_COLUMN(Following, why, .not_null = true,
        .default_value = KITH_STRING("so")),
    KITH_RELATIONSHIP(Following, who, Member, .foreign_key = "who_id"),
    KITH_RELATIONSHIP(Following, whom, Member, .foreign_key = "whom_id"));

const struct shape followers_shape = {
    "followers", KITH_TABLES(Member, Following)};

/* --- peers: many to many of a table with itself whose ends are alike -------- */

typedef struct Peer Peer;
typedef struct Peering Peering;
typedef struct Border Border;
struct Peer {
    int64_t number;
    const int64_t id;
    KITH_TEXT land;
    const int32_t zone;
    KITH_COLLECTION_VIA(Peering, Peer) peers;
    KITH_COLLECTION_VIA(Border, Peer) borders;
};
struct Peering {
    int64_t number;
    const int64_t one_id, two_id;
    KITH_OPTIONAL(float) price;
    KITH_REFERENCE(Peer) one, two;
};
struct Border {
    int64_t number;
    const int64_t id;
    KITH_TEXT one_land;
    const int32_t one_zone;
    KITH_TEXT two_land;
    const int32_t two_zone;
    KITH_REFERENCE(Peer) one, two;
};
static KITH_TABLE(Peer, "peers",
    KITH_PRIMARY_KEY(Peer, id),
    KITH_COLUMN(Peer, land),
    KITH_COLUMN(Peer, zone),
    KITH_UNIQUE("land", "zone"),
    KITH_RELATIONSHIP(Peer, peers, Peer, .secondary = "peerings",
        .symmetric = true),
    KITH_RELATIONSHIP(Peer, borders, Peer, .secondary = "borders",
        .foreign_key = "two_zone, two_land", .symmetric = true,
        .unique_pair = true));
static KITH_TABLE(Peering, "peerings",
    KITH_FOREIGN_KEY(Peering, one_id, Peer, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Peering, two_id, Peer, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_OPTIONAL_COLUMN(Peering, price),
    KITH_RELATIONSHIP(Peering, one, Peer, .foreign_key = "one_id"),
    KITH_RELATIONSHIP(Peering, two, Peer, .foreign_key = "two_id"));
/* By keys of several columns, with an action of its own at each end. */
static KITH_TABLE(Border, "borders",
    KITH_PRIMARY_KEY(Border, id),
    KITH_COLUMN(Border, one_land, .index = true),
    KITH_COLUMN(Border, one_zone),
    KITH_COLUMN(Border, two_land),
    KITH_COLUMN(Border, two_zone),
    KITH_FOREIGN_KEYS(Border, (one_land, one_zone), Peer, (land, zone),
        .not_null = true, .on_delete = KITH_CASCADE,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEYS(Border, (two_zone, two_land), Peer, (zone, land),
        .not_null = true, .on_delete = KITH_RESTRICT),
    KITH_RELATIONSHIP(Border, one, Peer,
        .foreign_key = "one_land, one_zone"),
    KITH_RELATIONSHIP(Border, two, Peer,
        .foreign_key = "two_zone, two_land"));

const struct shape peers_shape = {
    "peers", KITH_TABLES(Peer, Peering, Border)};

/* --- tree: a table that refers to itself, three times --------------------- */

typedef struct Node Node;
struct Node {
    int64_t number;
    const int64_t id;
    const int64_t up_id, boss_id, twin_id;
    KITH_REFERENCE(Node) up;
    KITH_COLLECTION(Node) below;
    KITH_REFERENCE(Node) boss;
    KITH_COLLECTION(Node) reports;
    KITH_REFERENCE(Node) twin;
    KITH_SCALAR(Node) twin_of;
};
static KITH_TABLE(Node, "nodes",
    KITH_ORDERED_INDEX("twin_id", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Node, id),
    KITH_FOREIGN_KEY(Node, up_id, Node, id,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Node, boss_id, Node, id,
        .on_delete = KITH_RESTRICT, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Node, twin_id, Node, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_SET_NULL),
    KITH_RELATIONSHIP(Node, up, Node, .foreign_key = "up_id",
        .back_populates = "below"),
    KITH_RELATIONSHIP(Node, below, Node, .foreign_key = "up_id",
        .back_populates = "up"),
    KITH_RELATIONSHIP(Node, boss, Node, .foreign_key = "boss_id",
        .back_populates = "reports"),
    KITH_RELATIONSHIP(Node, reports, Node, .foreign_key = "boss_id",
        .back_populates = "boss"),
    KITH_RELATIONSHIP(Node, twin, Node, .foreign_key = "twin_id",
        .back_populates = "twin_of"),
    KITH_RELATIONSHIP(Node, twin_of, Node, .foreign_key = "twin_id",
        .back_populates = "twin"));

const struct shape tree_shape = {"tree", KITH_TABLES(Node)};

/* --- folders: a tree without rings, whose branches are owned -------------- */

typedef struct Folder Folder;
typedef struct Paper Paper;
struct Folder {
    int64_t number;
    const int64_t id;
    const int64_t in_id;
    const uint32_t nth;
    KITH_TEXT name;
    KITH_REFERENCE(Folder) in;
    KITH_COLLECTION(Folder) folders;
    KITH_COLLECTION(Paper) papers;
};
struct Paper {
    int64_t number;
    const int64_t folder_id;
    KITH_TEXT title;
    KITH_REFERENCE(Folder) folder;
};
static KITH_TABLE(Folder, "folders",
    KITH_ORDERED_INDEX("name", "id"),
    KITH_PRIMARY_KEY(Folder, id),
    KITH_FOREIGN_KEY(Folder, in_id, Folder, id, .on_update = KITH_CASCADE),
    KITH_COLUMN(Folder, name),
    KITH_COLUMN(Folder, nth),
    KITH_UNIQUE("in_id", "name"),
    KITH_RELATIONSHIP(Folder, in, Folder, .back_populates = "folders",
        .acyclic = true),
    KITH_RELATIONSHIP(Folder, folders, Folder, .back_populates = "in",
        .delete_orphan = true, .position = "nth"),
    KITH_RELATIONSHIP(Folder, papers, Paper, .back_populates = "folder"));
static KITH_TABLE(Paper, "papers",
    KITH_FOREIGN_KEY(Paper, folder_id, Folder, id, .not_null = true,
        .on_delete = KITH_CASCADE, .on_update = KITH_CASCADE),
    KITH_COLUMN(Paper, title, .index = true),
    KITH_RELATIONSHIP(Paper, folder, Folder, .back_populates = "papers"));

const struct shape folders_shape = {"folders", KITH_TABLES(Folder, Paper)};

/* --- trains: chains without rings, by text keys --------------------------- */

typedef struct Wagon Wagon;
struct Wagon {
    int64_t number;
    KITH_TEXT code;
    KITH_TEXT front;
    KITH_TEXT depot;
    KITH_REFERENCE(Wagon) before;
    KITH_SCALAR(Wagon) behind;
    KITH_REFERENCE(Wagon) shed;
    KITH_COLLECTION(Wagon) parked;
};
static KITH_TABLE(Wagon, "wagons",
    KITH_ORDERED_INDEX("depot", "code"),
    KITH_PRIMARY_KEY(Wagon, code),
    KITH_FOREIGN_KEY(Wagon, front, Wagon, code, .on_delete = KITH_SET_NULL,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Wagon, depot, Wagon, code, .on_delete = KITH_NO_ACTION,
        .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Wagon, before, Wagon, .foreign_key = "front",
        .back_populates = "behind", .acyclic = true),
    KITH_RELATIONSHIP(Wagon, behind, Wagon, .foreign_key = "front",
        .back_populates = "before"),
    KITH_RELATIONSHIP(Wagon, shed, Wagon, .foreign_key = "depot",
        .back_populates = "parked"),
    KITH_RELATIONSHIP(Wagon, parked, Wagon, .foreign_key = "depot",
        .back_populates = "shed"));

const struct shape trains_shape = {"trains", KITH_TABLES(Wagon)};

/* --- twigs: a tree and a chain, both owned -------------------------------- */

typedef struct Twig Twig;
struct Twig {
    int64_t number;
    const int64_t id;
    const int64_t stem_id, before_id, shade_id;
    KITH_REFERENCE(Twig) stem;
    KITH_COLLECTION(Twig) twigs;
    KITH_REFERENCE(Twig) before;
    KITH_SCALAR(Twig) next;
    KITH_REFERENCE(Twig) shade;
};
static KITH_TABLE(Twig, "twigs",
    KITH_ORDERED_INDEX("shade_id", "id desc"),
    KITH_ORDERED_INDEX("id desc"),
    KITH_PRIMARY_KEY(Twig, id),
    KITH_FOREIGN_KEY(Twig, stem_id, Twig, id, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Twig, before_id, Twig, id, .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Twig, shade_id, Twig, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_CASCADE),
    KITH_RELATIONSHIP(Twig, stem, Twig, .foreign_key = "stem_id",
        .back_populates = "twigs"),
    KITH_RELATIONSHIP(Twig, twigs, Twig, .foreign_key = "stem_id",
        .back_populates = "stem", .delete_orphan = true),
    KITH_RELATIONSHIP(Twig, before, Twig, .foreign_key = "before_id",
        .back_populates = "next"),
    KITH_RELATIONSHIP(Twig, next, Twig, .foreign_key = "before_id",
        .back_populates = "before", .delete_orphan = true),
    KITH_RELATIONSHIP(Twig, shade, Twig, .foreign_key = "shade_id"));

const struct shape twigs_shape = {"twigs", KITH_TABLES(Twig)};

/* clang-format on */
