// Latencies from a microsecond to five minutes, in buckets. Each bucket is 5 % wider than the one before.

#include "load.h"

#include <math.h>
#include <stdio.h>

static const double width = 1.05;

void count_latency(struct histogram *histogram, double seconds) {
    const double bucket = seconds > 1e-6 ? log(seconds * 1e6) / log(width) : 0;
    histogram->buckets[bucket < BUCKETS - 1 ? (int)bucket : BUCKETS - 1]++;
}

// The middle of a bucket, in microseconds.
static double middle(int bucket) { return pow(width, bucket + 0.5); }

static double percentile(const struct histogram *histogram, double part) {
    unsigned long total = 0, seen = 0;
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        total += histogram->buckets[bucket];
    }
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        seen += histogram->buckets[bucket];
        if ((double)seen >= part * (double)total) {
            return middle(bucket);
        }
    }
    return 0;
}

void print_latencies(const struct histogram *histogram) {
    printf("\"p50\": %.1f, \"p90\": %.1f, \"p99\": %.1f, \"p999\": %.1f, \"buckets\": [", percentile(histogram, 0.5),
           percentile(histogram, 0.9), percentile(histogram, 0.99), percentile(histogram, 0.999));
    const char *separator = "";
    for (int bucket = 0; bucket < BUCKETS; bucket++) {
        if (histogram->buckets[bucket] > 0) {
            printf("%s[%.1f, %u]", separator, middle(bucket), histogram->buckets[bucket]);
            separator = ", ";
        }
    }
    printf("]");
}
