"""The recurrent language model in PyTorch: embedding, stacked recurrent layers, output layer.

Parameters have the names that Parlance writes: encoder.weight, rnn.weight_ih_l0 ..., decoder.weight,
decoder.bias.
"""

import torch
from torch import nn

CELLS = {
    "lstm": nn.LSTM,
    "gru": nn.GRU,
    "rnn": nn.RNN,
}


class RecurrentLanguageModel(nn.Module):
    """Dropout acts on the embeddings, between the recurrent layers and before the output layer.

    With cutoffs the output layer is PyTorch's adaptive softmax.
    """

    def __init__(
        self, vocabulary_size, embedding_size, hidden_size, layers, cell="lstm", dropout=0.0, cutoffs=None
    ):
        super().__init__()
        self.dropout = nn.Dropout(dropout)
        self.encoder = nn.Embedding(vocabulary_size, embedding_size)
        self.rnn = CELLS[cell](
            embedding_size,
            hidden_size,
            num_layers=layers,
            batch_first=True,
            dropout=dropout if layers > 1 else 0.0,
        )
        self.is_adaptive = cutoffs is not None
        self.decoder = (
            nn.AdaptiveLogSoftmaxWithLoss(hidden_size, vocabulary_size, cutoffs)
            if self.is_adaptive
            else nn.Linear(hidden_size, vocabulary_size)
        )

    def hidden(self, tokens, state=None):
        """tokens [B, T] -> what the output layer predicts from [B, T, H], and the state at the end."""
        outputs, state = self.rnn(self.dropout(self.encoder(tokens)), state)
        return self.dropout(outputs), state

    def forward(self, tokens, state=None):
        """tokens [B, T] -> logits [B, T, V] and the state after the last step."""
        hidden, state = self.hidden(tokens, state)
        return self.decoder(hidden), state

    def summed_loss(self, hidden, targets, ignored):
        """The cross-entropy of all targets that are not ignored: [B, T, H], [B, T] -> []."""
        hidden, targets = hidden.flatten(0, 1), targets.flatten()
        if not self.is_adaptive:
            return nn.functional.cross_entropy(
                self.decoder(hidden), targets, ignore_index=ignored, reduction="sum"
            )
        kept = targets != ignored
        return -self.decoder(hidden[kept], targets[kept]).output.sum()

    def initialize(self, scale=0.1):
        """Weights from uniform(-scale, scale); biases zero."""
        for name, parameter in self.named_parameters():
            if "bias" in name:
                nn.init.zeros_(parameter)
            else:
                nn.init.uniform_(parameter, -scale, scale)


def detached(state):
    """The state without its history."""
    if isinstance(state, tuple):
        return tuple(part.detach() for part in state)
    return state.detach()
