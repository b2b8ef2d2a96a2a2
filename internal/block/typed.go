package block

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// typed puts id and type first on the wire, whatever the members of a block.
type typed[M any] struct {
	ID      string `json:"id"`
	Type    Type   `json:"type"`
	Members M      `json:",embed"`
}

// write encodes b with the given members.
func write[M any](enc *jsontext.Encoder, b Block, members M) error {
	return json.MarshalEncode(enc, typed[M]{b.BlockID(), b.Type(), members})
}
