/** An application with a DNS server of its own inside. */
@NullMarked
package com.example.hello;

import org.jspecify.annotations.NullMarked;
