/* schemas_links.c - relationships of every shape: one to one, many to many, a
 * table with itself, in a cycle, along several paths.
 */
#include "schemas.h"

/* One attribute a line. */
/* clang-format off */

/* --- people: one to one --------------------------------------------------- */

typedef struct User User;
typedef struct Profile Profile;
typedef struct Badge Badge;
typedef struct Locker Locker;
typedef struct Body Body;
struct User {
    int64_t rid;
    const int64_t id;
    KITH_TEXT email;
    KITH_SCALAR(Profile) profile;
    KITH_SCALAR(Badge) badge;
    KITH_SCALAR(Locker) locker;
    KITH_SCALAR(Body) body;
};
struct Profile {
    int64_t rid;
    const int64_t id;
    const int64_t user_id;
    KITH_REFERENCE(User) user;
};
struct Badge {
    int64_t rid;
    const int32_t id;
    const int64_t user_id;
    KITH_REFERENCE(User) user;
};
struct Locker {
    int64_t rid;
    const int64_t user_id;
    KITH_OPTIONAL(int32_t) code;
    KITH_REFERENCE(User) user;
};
struct Body {
    int64_t rid;
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

const struct schema people_schema = {
    "people", KITH_TABLES(User, Profile, Badge, Locker, Body), NULL};

/* --- school: many to many ------------------------------------------------- */

typedef struct Student Student;
typedef struct Course Course;
typedef struct Enrolment Enrolment;
typedef struct Liking Liking;
struct Student {
    int64_t rid;
    const int64_t id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Enrolment, Course) courses;
    KITH_COLLECTION_VIA(Liking, Course) likes;
};
struct Course {
    int64_t rid;
    KITH_TEXT code;
    KITH_COLLECTION_VIA(Enrolment, Student) students;
    KITH_COLLECTION_VIA(Liking, Student) fans;
};
struct Enrolment {
    int64_t rid;
    const int64_t student_id;
    KITH_TEXT course;
    KITH_OPTIONAL(float) grade;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) of;
};
struct Liking {
    int64_t rid;
    const int64_t id;
    const int64_t student_id;
    KITH_TEXT course;
    const KITH_OPTIONAL(int16_t) weight;
    KITH_REFERENCE(Student) student;
    KITH_REFERENCE(Course) of;
};
static KITH_TABLE(Student, "students",
    KITH_PRIMARY_KEY(Student, id),
    KITH_COLUMN(Student, name),
    KITH_RELATIONSHIP(Student, courses, Course, .secondary = "enrolments",
        .back_populates = "students"),
    KITH_RELATIONSHIP(Student, likes, Course, .secondary = "likings",
        .back_populates = "fans", .unique_pair = true));
static KITH_TABLE(Course, "courses",
    KITH_PRIMARY_KEY(Course, code),
    KITH_RELATIONSHIP(Course, students, Student, .secondary = "enrolments",
        .back_populates = "courses"),
    KITH_RELATIONSHIP(Course, fans, Student, .secondary = "likings",
        .back_populates = "likes"));
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

const struct schema school_schema = {
    "school", KITH_TABLES(Student, Course, Enrolment, Liking), NULL};

/* --- followers: many to many of a table with itself ----------------------- */

typedef struct Member Member;
typedef struct Following Following;
struct Member {
    int64_t rid;
    const int32_t id;
    const int32_t guide_id;
    KITH_TEXT name;
    KITH_COLLECTION_VIA(Following, Member) follows, followers;
};
struct Following {
    int64_t rid;
    const int32_t who_id, whom_id;
    KITH_TEXT why;
    KITH_REFERENCE(Member) who, whom;
};
static KITH_TABLE(Member, "members",
    KITH_ORDERED_INDEX("name", "id"),
    KITH_PRIMARY_KEY(Member, id),
    KITH_FOREIGN_KEY(Member, guide_id, Member, id,
        .on_delete = KITH_SET_NULL, .on_update = KITH_RESTRICT),
    KITH_COLUMN(Member, name, .index = true),
    KITH_RELATIONSHIP(Member, follows, Member, .secondary = "followings",
        .foreign_key = "who_id", .back_populates = "followers"),
    KITH_RELATIONSHIP(Member, followers, Member, .secondary = "followings",
        .foreign_key = "whom_id", .back_populates = "follows"));
static KITH_TABLE(Following, "followings",
    KITH_ORDERED_INDEX("why", "whom_id desc"),
    KITH_FOREIGN_KEY(Following, who_id, Member, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_FOREIGN_KEY(Following, whom_id, Member, id, .primary_key = true,
        .on_update = KITH_CASCADE),
    KITH_COLUMN(Following, why, .not_null = true,
        .default_value = KITH_STRING("so")),
    KITH_RELATIONSHIP(Following, who, Member, .foreign_key = "who_id"),
    KITH_RELATIONSHIP(Following, whom, Member, .foreign_key = "whom_id"));

const struct schema followers_schema = {
    "followers", KITH_TABLES(Member, Following), NULL};

/* --- tree: a table that refers to itself, three times --------------------- */

typedef struct Node Node;
struct Node {
    int64_t rid;
    const int64_t id;
    const int64_t up_id, boss_id, twin_id;
    int16_t height;
    KITH_REFERENCE(Node) up;
    KITH_COLLECTION(Node) below;
    KITH_REFERENCE(Node) boss;
    KITH_COLLECTION(Node) reports;
    KITH_REFERENCE(Node) twin;
    KITH_SCALAR(Node) twin_of;
};
static KITH_TABLE(Node, "nodes",
    KITH_PRIMARY_KEY(Node, id),
    KITH_COLUMN(Node, height),
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

const struct schema tree_schema = {"tree", KITH_TABLES(Node), NULL};

/* clang-format on */
