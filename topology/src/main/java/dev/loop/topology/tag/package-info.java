/** Rules that give tags: what a rule takes, and the rules that are in force. */
@NullMarked
package dev.loop.topology.tag;

import org.jspecify.annotations.NullMarked;
