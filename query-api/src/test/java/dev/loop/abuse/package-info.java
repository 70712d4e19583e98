/**
 * What an outsider, a stolen key, another program on this machine or a damaged file can try, tried on the real program
 * over HTTP, sockets and files. What each test expects is a property (a class of status, a time, what must not be told),
 * never a wording. How to add a line and how to run it all: {@code src/test/resources/abuse/README.md}.
 */
@NullMarked
package dev.loop.abuse;

import org.jspecify.annotations.NullMarked;
