/** The router {@code sticky}. */
@NullMarked
package com.example.gslb;

import org.jspecify.annotations.NullMarked;
