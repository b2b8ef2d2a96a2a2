package ledger

// maxMinor is the largest int64.
const maxMinor = 1<<63 - 1

// add adds, and reports whether the sum is one that int64 can hold.
func add(a, b int64) (sum int64, ok bool) {
	sum = a + b
	return sum, (sum > a) == (b > 0)
}

// size is the amount without its sign. The smallest int64 has none, and is cut by
// one: no amount that is booked comes near it.
func size(minor int64) int64 {
	if minor < 0 {
		return -max(minor, -maxMinor)
	}
	return minor
}

// halves is a sum in two parts, as the statements that add up write it: neither
// engine can overflow on the way to a sum that fits.
type halves struct{ High, Low int64 }

// whole reports whether the sum fits too.
func (h halves) whole() (minor int64, ok bool) {
	high, low := h.High+h.Low>>32, h.Low&(1<<32-1)
	return high<<32 | low, high == high<<32>>32
}
