/**
 * Tests of abuse by an outsider, a stolen key, another program on this machine or a damaged file, on the real program
 * over HTTP, sockets and files. Each test expects a property (a class of status, a time, a secret that is kept), never
 * a wording. {@code src/test/resources/abuse/README.md} explains how to add a line and how to run everything.
 */
@NullMarked
package dev.loop.abuse;

import org.jspecify.annotations.NullMarked;
