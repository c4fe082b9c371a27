/* many_to_many.c - the association row is the only truth of a link, and both
 * collections are views of it. */
#include "family.h"

static Student *student(kith_db *db, const char *name)
{
    return kith_insert(db, Student, .name = name);
}

KT_TEST(many_to_many, append_from_either_side_makes_one_association_row)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Student *ben = student(db, "ben");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    Course *d = kith_insert(db, Course, .title = "D", .code = "D");

    ANSWERS(kith_append(ana, courses, c), KITH_OK);
    ANSWERS(kith_append(d, students, ana), KITH_OK);
    ANSWERS(kith_append(c, students, ben), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, StudentCourse), (size_t)3);
    ASSERT_LIST(ana->courses, course.row->title, "C D");
    ASSERT_LIST(ben->courses, course.row->title, "C");
    ASSERT_LIST(c->students, student.row->name, "ana ben");
    ASSERT_LIST(d->students, student.row->name, "ana");
    KT_ASSERT(kith_contains(ana, courses, d) &&
              kith_contains(d, students, ana));
    KT_ASSERT(!kith_contains(ben, courses, d));
    kith_for_each(link, ana->courses)
    {
        KT_ASSERT_EQ(link->student.row, ana);
        KT_ASSERT_EQ(link->student_id, ana->id);
        KT_ASSERT_EQ(link->course_id, link->course.row->id);
    }
    family_close(db);
}

KT_TEST(many_to_many, append_of_a_linked_pair_does_nothing)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    Course *d = kith_insert(db, Course, .title = "D", .code = "D");
    kith_append(ana, courses, c);
    kith_append(ana, courses, d);
    const uint64_t before = kith_digest(db);

    ANSWERS(kith_append(ana, courses, c), KITH_OK);
    ANSWERS(kith_append(c, students, ana), KITH_OK);

    KT_ASSERT_EQ(kith_digest(db), before);
    ASSERT_LIST(ana->courses, course.row->title, "C D");
    family_close(db);
}

KT_TEST(many_to_many, plain_insert_and_delete_of_association_rows_show_at_once)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");

    StudentCourse *link =
        kith_insert(db, StudentCourse, .student_id = ana->id, .course.row = c);
    ASSERT_LIST(ana->courses, course.row->title, "C");
    ASSERT_LIST(c->students, student.row->name, "ana");
    REFUSES_ROW(db,
                kith_insert(db, StudentCourse, .student_id = ana->id,
                            .course_id = c->id),
                KITH_E_UNIQUE);
    REFUSES_ROW(db, kith_insert(db, StudentCourse, .student.row = ana),
                KITH_E_NOT_NULL);
    REFUSES_ROW(
        db,
        kith_insert(db, StudentCourse, .student_id = ana->id, .course_id = 99),
        KITH_E_PARENT);

    ANSWERS(kith_delete(link), KITH_OK);
    ASSERT_LIST(ana->courses, course.row->title, "");
    ASSERT_LIST(c->students, student.row->name, "");
    KT_ASSERT(!kith_contains(ana, courses, c));
    family_close(db);
}

KT_TEST(many_to_many, remove_deletes_the_association_row)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Student *ben = student(db, "ben");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    Course *d = kith_insert(db, Course, .title = "D", .code = "D");
    kith_append(ana, courses, c);
    kith_append(ana, courses, d);
    kith_append(ben, courses, c);

    ANSWERS(kith_remove(ana, courses, c), KITH_OK);
    REFUSES(db, kith_remove(ana, courses, c), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(c, students, ana), KITH_E_NOT_FOUND);
    ASSERT_LIST(ana->courses, course.row->title, "D");
    ASSERT_LIST(c->students, student.row->name, "ben");

    ANSWERS(kith_remove(c, students, ben), KITH_OK);
    KT_ASSERT_EQ(kith_count(db, StudentCourse), (size_t)1);
    ASSERT_LIST(ben->courses, course.row->title, "");
    ANSWERS(kith_append(ana, courses, c), KITH_OK);
    ASSERT_LIST(ana->courses, course.row->title, "D C");
    family_close(db);
}

KT_TEST(many_to_many, clear_unlinks_all_and_keeps_both_ends)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *students[30];
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    Course *d = kith_insert(db, Course, .title = "D", .code = "D");
    for (int i = 0; i < 30; i++) {
        students[i] = student(db, "s");
        kith_append(students[i], courses, c);
        if (i % 2)
            kith_append(d, students, students[i]);
    }

    ANSWERS(kith_clear(c, students), KITH_OK);

    KT_ASSERT_EQ(c->students.count, 0u);
    KT_ASSERT_EQ(d->students.count, 15u);
    KT_ASSERT_EQ(kith_count(db, StudentCourse), (size_t)15);
    KT_ASSERT_EQ(kith_count(db, Student), (size_t)30);
    for (int i = 0; i < 30; i++)
        KT_ASSERT_EQ(students[i]->courses.count, (uint32_t)(i % 2));
    ANSWERS(kith_clear(students[1], courses), KITH_OK);
    KT_ASSERT_EQ(d->students.count, 14u);
    family_close(db);
}

KT_TEST(many_to_many, deleting_an_end_deletes_the_links_only)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Student *ben = student(db, "ben");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    kith_append(ana, courses, c);
    kith_append(ben, courses, c);

    ANSWERS(kith_delete(ana), KITH_OK);
    ASSERT_LIST(c->students, student.row->name, "ben");
    ANSWERS(kith_delete(c), KITH_OK);

    KT_ASSERT_EQ(kith_count(db, StudentCourse), (size_t)0);
    KT_ASSERT_EQ(ben->courses.count, 0u);
    family_close(db);
}

KT_TEST(many_to_many, changing_the_key_of_an_end_is_refused_while_it_is_linked)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    kith_append(ana, courses, c);

    REFUSES(db, kith_set(ana, id, 9), KITH_E_CHILDREN);
    ANSWERS(kith_clear(ana, courses), KITH_OK);
    ANSWERS(kith_set(ana, id, 9), KITH_OK);
    family_close(db);
}

KT_TEST(many_to_many, refuses_ends_that_are_gone_or_elsewhere)
{
    kith_db *db = OPEN(Student, Course, StudentCourse);
    kith_db *elsewhere = OPEN(Student, Course, StudentCourse);
    Student *ana = student(db, "ana");
    Course *gone = kith_insert(db, Course, .title = "gone", .code = "G");
    Course *c = kith_insert(db, Course, .title = "C", .code = "C");
    Course *alien = kith_insert(elsewhere, Course, .title = "alien");
    ANSWERS(kith_delete(gone), KITH_OK);

    REFUSES(db, kith_append(ana, courses, gone), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append(gone, students, ana), KITH_E_NOT_FOUND);
    REFUSES(db, kith_append(ana, courses, alien), KITH_E_MISUSE);
    REFUSES(db, kith_append(ana, courses, (Course *)NULL), KITH_E_MISUSE);
    REFUSES(db, kith_remove(ana, courses, c), KITH_E_NOT_FOUND);
    REFUSES(db, kith_remove(ana, courses, gone), KITH_E_NOT_FOUND);
    KT_ASSERT(!kith_contains(ana, courses, gone));
    KT_ASSERT(!kith_contains(ana, courses, NULL));
    family_close(elsewhere);
    family_close(db);
}

KT_TEST(many_to_many, agrees_with_a_matrix_through_random_links)
{
    enum { SIDE = 12, STEPS = 6000 };
    kith_db *db = OPEN(Student, Course, StudentCourse);
    Student *students[SIDE];
    Course *courses[SIDE];
    int matrix[SIDE][SIDE] = {{0}};
    uint64_t seed = 21;
    for (int i = 0; i < SIDE; i++) {
        students[i] = kith_insert(db, Student, .name = family_name(i));
        courses[i] = kith_insert(db, Course, .code = {(char)('a' + i)});
    }

    for (int step = 0; step < STEPS; step++) {
        const int s = (int)(family_random(&seed) % SIDE);
        const int c = (int)(family_random(&seed) % SIDE);
        const uint64_t way = family_random(&seed) % 4;
        const kith_status status =
            way == 0   ? kith_append(students[s], courses, courses[c])
            : way == 1 ? kith_append(courses[c], students, students[s])
            : way == 2 ? kith_remove(students[s], courses, courses[c])
                       : kith_remove(courses[c], students, students[s]);
        KT_ASSERT_EQ(status,
                     way < 2 || matrix[s][c] ? KITH_OK : KITH_E_NOT_FOUND);
        matrix[s][c] = way < 2;
        uint32_t row = 0, column = 0;
        for (int i = 0; i < SIDE; i++) {
            row += matrix[s][i] != 0;
            column += matrix[i][c] != 0;
        }
        KT_ASSERT_EQ(students[s]->courses.count, row);
        KT_ASSERT_EQ(courses[c]->students.count, column);
        KT_ASSERT_EQ(kith_contains(students[s], courses, courses[c]), way < 2);
    }
    family_close(db);
}
