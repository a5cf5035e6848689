// Package chart owns pictures of numbers: a trend by weeks, and the shares of a
// pulse, as PNG that can be read on a small phone, in any of the languages,
// right-to-left ones shaped, ordered and laid out from the right; and links as QR codes.
//
// It draws what it is given. It decides nothing about which number may be shown
// (flows/tally does), knows no message files (all words come in ready), and
// keeps nothing between two pictures, so its functions may be called at once.
//
// trend.go and bars.go are the two pictures, frame.go is what they share,
// letters.go turns words into outlines; qr.go is by itself.
package chart
