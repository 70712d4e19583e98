/** What stands between the network and the calls: no caller who sends or reads slowly takes what others need. */
@NullMarked
package dev.loop.api.connection;

import org.jspecify.annotations.NullMarked;
