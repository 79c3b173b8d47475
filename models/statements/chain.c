/* Trains the labeller: a linear chain over sparse signs, and a choice among labels. Built and called by fit.py.
 *
 * Maximum likelihood by AdaGrad, a text at a time; a share of the signs is dropped at random each time a text is seen
 * (xorshift, seeded); an L2 penalty on a row in proportion to how rare it is. Words may allow several states ("?"): their
 * likelihood is that of any of them. Rows hold SP weights, then SP sums of squares.
 */
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define SP 8
#define NEVER -1e30f
typedef float f;

static uint64_t state;

static uint32_t drawn(void) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    return (uint32_t)(state >> 16);
}

static f either(const f *x, int n) {
    f most = NEVER, sum = 0;
    for (int i = 0; i < n; i++) if (x[i] > most) most = x[i];
    if (most < -1e29f) return NEVER;
    for (int i = 0; i < n; i++) sum += expf(x[i] - most);
    return most + logf(sum);
}

/* Forward-backward in logs: beliefs of words, sums of beliefs of steps; returns the log of the total. */
static f walk(const f *odds, const f *steps, const uint32_t *allowed, int n, int S, f *before, f *after, f *belief,
              f *pairs) {
    f held[SP];
    for (int s = 0; s < S; s++) before[s] = (allowed[0] >> s & 1) ? odds[s] + steps[S * SP + s] : NEVER;
    for (int t = 1; t < n; t++)
        for (int s = 0; s < S; s++) {
            if (!(allowed[t] >> s & 1)) { before[t * SP + s] = NEVER; continue; }
            for (int r = 0; r < S; r++) held[r] = before[(t - 1) * SP + r] + steps[r * SP + s];
            before[t * SP + s] = either(held, S) + odds[t * SP + s];
        }
    f total = either(before + (n - 1) * SP, S);
    for (int s = 0; s < S; s++) after[(n - 1) * SP + s] = 0;
    for (int t = n - 2; t >= 0; t--)
        for (int s = 0; s < S; s++) {
            for (int r = 0; r < S; r++)
                held[r] = (allowed[t + 1] >> r & 1)
                    ? steps[s * SP + r] + odds[(t + 1) * SP + r] + after[(t + 1) * SP + r] : NEVER;
            after[t * SP + s] = either(held, S);
        }
    for (int t = 0; t < n; t++)
        for (int s = 0; s < S; s++) {
            f v = before[t * SP + s] + after[t * SP + s] - total;
            belief[t * SP + s] = v < -50 ? 0 : expf(v);
        }
    for (int t = 1; t < n; t++)
        for (int r = 0; r < S; r++)
            for (int s = 0; s < S; s++) {
                if (!(allowed[t] >> s & 1)) continue;
                f v = before[(t - 1) * SP + r] + steps[r * SP + s] + odds[t * SP + s] + after[t * SP + s] - total;
                if (v > -50) pairs[r * SP + s] += expf(v);
            }
    return total;
}

/* One pass over the texts in `order`. steps: (S + 1) * SP, the last row how a text begins. Returns the loss. */
double epoch(f *rows, f *steps, f *squares, const uint8_t *barred, const int32_t *signs, const int64_t *words,
             const int64_t *texts, const int32_t *order, int count, const f *weights, const uint32_t *allowed,
             const f *penalty, int S, f rate, f drop, uint64_t seed, int32_t *kept) {
    double loss = 0;
    uint32_t every = (1u << S) - 1, limit = (uint32_t)(drop * 4294967295.0);
    state = seed * 2654435761u + 88172645463325252ull;
    for (int q = 0; q < count; q++) {
        int id = order[q];
        int64_t a = texts[id];
        int n = (int)(texts[id + 1] - a);
        if (n <= 0 || weights[id] <= 0) continue;
        f *odds = malloc(sizeof(f) * n * SP * 6);
        uint32_t *any = malloc(sizeof(uint32_t) * n);
        f *before = odds + n * SP, *after = before + n * SP, *free_ = after + n * SP, *true_ = free_ + n * SP;
        f *wrong = true_ + n * SP;
        int64_t first = words[a], last = words[a + n];
        for (int t = 0; t < n; t++) any[t] = every;
        for (int64_t k = first; k < last; k++) kept[k - first] = drop > 0 && drawn() < limit ? -1 : signs[k];
        for (int t = 0; t < n; t++) {
            f sum[SP] = {0};
            for (int64_t k = words[a + t]; k < words[a + t + 1]; k++) {
                if (kept[k - first] < 0) continue;
                const f *row = rows + (int64_t)kept[k - first] * 2 * SP;
                for (int s = 0; s < SP; s++) sum[s] += row[s];
            }
            memcpy(odds + t * SP, sum, sizeof sum);
        }
        f p1[SP * SP] = {0}, p2[SP * SP] = {0};
        f z1 = walk(odds, steps, any, n, S, before, after, free_, p1);
        f z2 = walk(odds, steps, allowed + a, n, S, before, after, true_, p2);
        loss += weights[id] * (z1 - z2);
        for (int t = 0; t < n; t++) {
            int far = 0;
            for (int s = 0; s < SP; s++) {
                f d = s < S ? weights[id] * (free_[t * SP + s] - true_[t * SP + s]) : 0;
                wrong[t * SP + s] = d;
                if (fabsf(d) > 1e-4f) far = 1;
            }
            if (!far) continue;
            for (int64_t k = words[a + t]; k < words[a + t + 1]; k++) {
                int32_t sign = kept[k - first];
                if (sign < 0) continue;
                f *row = rows + (int64_t)sign * 2 * SP, *square = row + SP;
                for (int s = 0; s < SP; s++) {
                    f d = wrong[t * SP + s] + penalty[sign] * row[s];
                    square[s] += d * d;
                    row[s] -= rate * d / sqrtf(square[s] + 1e-6f);
                }
            }
        }
        for (int r = 0; r <= S; r++)
            for (int s = 0; s < S; s++) {
                if (barred[r * SP + s]) continue;
                f d = r < S ? weights[id] * (p1[r * SP + s] - p2[r * SP + s]) + 1e-5f * steps[r * SP + s]
                            : weights[id] * (free_[s] - true_[s]);
                squares[r * SP + s] += d * d;
                steps[r * SP + s] -= rate * d / sqrtf(squares[r * SP + s] + 1e-6f);
            }
        free(odds);
        free(any);
    }
    return loss;
}

/* One pass of a choice among L labels: signs of each statement, its label. Rows: L weights, L sums of squares. */
double choose(f *rows, const int32_t *signs, const int64_t *ends, const int32_t *labels, const int32_t *order, int count,
              int L, f rate, f penalty, f drop, uint64_t seed) {
    double loss = 0;
    f sum[64], part[64];
    uint32_t limit = (uint32_t)(drop * 4294967295.0);
    state = seed * 2654435761u + 88172645463325252ull;
    for (int q = 0; q < count; q++) {
        int id = order[q];
        uint64_t here = state;
        memset(sum, 0, sizeof sum);
        for (int64_t k = ends[id]; k < ends[id + 1]; k++)
            if (drawn() >= limit) for (int s = 0; s < L; s++) sum[s] += rows[(int64_t)signs[k] * 2 * L + s];
        f total = either(sum, L);
        for (int s = 0; s < L; s++) part[s] = expf(sum[s] - total) - (s == labels[id]);
        loss += total - sum[labels[id]];
        state = here;
        for (int64_t k = ends[id]; k < ends[id + 1]; k++) {
            if (drawn() < limit) continue;
            f *row = rows + (int64_t)signs[k] * 2 * L, *square = row + L;
            for (int s = 0; s < L; s++) {
                f d = part[s] + penalty * row[s];
                square[s] += d * d;
                row[s] -= rate * d / sqrtf(square[s] + 1e-6f);
            }
        }
    }
    return loss;
}
