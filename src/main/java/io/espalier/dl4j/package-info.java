/** DL4J networks to {@code network} and back, the DL4J replica, the model zip. The only user of DL4J and ND4J. */
@NullMarked
package io.espalier.dl4j;

import org.jspecify.annotations.NullMarked;
