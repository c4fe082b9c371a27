/* hostile.h - the words that headers of Qt, X11 and Windows take for macros. */
#ifndef CXX_HOSTILE_H
#define CXX_HOSTILE_H

/* Qt without QT_NO_KEYWORDS */
#define slots
#define signals public
#define emit
#define foreach(variable, container) for (variable : container)
#define forever for (;;)
#define Q_OBJECT

/* X.h and Xlib.h */
#define None 0L
#define Bool int
#define Status int
#define True 1
#define False 0
#define Success 0
#define Always 2
#define Below 1
#define Above 0
#define Unsorted 0
#define KeyPress 2
#define FocusIn 9
#define Complex 0
#define Convex 2
#define CursorShape 0

/* windef.h, minwindef.h, rpcndr.h and wingdi.h */
#define min(a, b) (((a) < (b)) ? (a) : (b))
#define max(a, b) (((a) > (b)) ? (a) : (b))
#define near
#define far
#define NEAR
#define FAR
#define CONST const
#define VOID void
#define TRUE 1
#define FALSE 0
#define BOOL int
#define IN
#define OUT
#define OPTIONAL
#define small char
#define hyper long long
#define interface struct
#define ERROR 0
#define DELETE 0x10000L
#define NO_ERROR 0L
#define ABSOLUTE 1
#define RELATIVE 2
#define STRICT 1
#define DIFFERENCE 11
#define CALLBACK
#define THIS_
#define PURE

#endif
