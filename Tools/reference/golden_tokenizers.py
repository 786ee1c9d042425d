"""Files `tokenizer.json` of several kinds, and pieces and lines of texts in six scripts, by tokenizers.

Needs `pip install tokenizers` (made with 0.23.3).
"""

import json

from tokenizers import (
    AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors, trainers)

TEXTS = [
    "The quick brown fox jumps over the lazy dog.", "It's 9:30, isn't it?  We'll see!",
    "Déjà vu: l'été à la plage coûte 1 234,56 €.", "naïve café — “quoted” text… e\u0301tude",
    "Η γρήγορη καφέ αλεπού πηδάει πάνω από το σκυλί.", "Τι ώρα είναι; Είναι εννέα και μισή.",
    "Съешь же ещё этих мягких французских булок.", "В 2024 году цена была 15,5 рублей!",
    "الطقس جميل اليوم في المدينة.", "كَتَبَ الولدُ رسالةً طويلة، أليس كذلك؟",
    "यह एक सुंदर दिन है।", "मुझे हिन्दी में १२३ किताबें पढ़नी हैं।",
    "天气很好，我们去公园吧。", "他在2023年买了三本书！", "mixed 中文 and English テスト words",
    "emoji 🙂🎉 and flags 🇫🇷 too", "   leading, trailing and\tinner  blanks   ",
    "UPPER lower MiXeD ÀÉÎ", "under_score-hyphen/slash@mail.example #tag", "x", "don't can't they're",
    "zero\u200bwidth no\u00a0break", "½ Ⅷ ² 10km/h", "<|end|>split by <|end|> a piece",
]
HELD = ["unseen wörds für die Prüfung", "неизвестные слова", "未知的词语 unknown", "ζ🙃 ☃", "पुस्तक", "جديد"]


def trained(model, trainer, pre=None, normal=None, decoder=None, added=(), post=None):
    tokenizer = Tokenizer(model)
    if pre:
        tokenizer.pre_tokenizer = pre
    if normal:
        tokenizer.normalizer = normal
    if decoder:
        tokenizer.decoder = decoder
    if post:
        tokenizer.post_processor = post
    tokenizer.train_from_iterator([text.replace("<|end|>", "") for text in TEXTS], trainer)
    tokenizer.add_special_tokens([AddedToken(text, normalized=False) for text in added])
    return tokenizer


def tokenizers():
    quiet = {"show_progress": False, "vocab_size": 420}
    yield "byte level", trained(
        models.BPE(), trainers.BpeTrainer(
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **quiet),
        pre_tokenizers.ByteLevel(add_prefix_space=False), decoder=decoders.ByteLevel(),
        added=["<|end|>"], post=processors.ByteLevel())
    yield "byte level, blank before, NFC", trained(
        models.BPE(), trainers.BpeTrainer(
            initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), **quiet),
        pre_tokenizers.ByteLevel(), normalizers.NFC(), decoders.ByteLevel())
    yield "end of word", trained(
        models.BPE(unk_token="<unk>", end_of_word_suffix="</w>"), trainers.BpeTrainer(
            end_of_word_suffix="</w>", special_tokens=["<unk>"], **quiet),
        pre_tokenizers.WhitespaceSplit(), normalizers.Sequence(
            [normalizers.NFKC(), normalizers.Lowercase()]), decoders.BPEDecoder())
    yield "words and marks, unknown fused", trained(
        models.BPE(unk_token="<unk>", fuse_unk=True), trainers.BpeTrainer(
            special_tokens=["<unk>"], limit_alphabet=40, **quiet),
        pre_tokenizers.Sequence(
            [pre_tokenizers.Whitespace(), pre_tokenizers.Digits(individual_digits=True)]))
    byte_tokens = [f"<0x{byte:02X}>" for byte in range(256)]
    yield "metaspace, bytes", trained(
        models.BPE(byte_fallback=True, unk_token="<unk>", fuse_unk=True), trainers.BpeTrainer(
            special_tokens=["<unk>", *byte_tokens], limit_alphabet=60, show_progress=False,
            vocab_size=500),
        pre_tokenizers.Metaspace(), normalizers.NFKC(), decoders.Sequence([
            decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse(),
            decoders.Strip(" ", 1, 0)]))
    yield "metaspace as a normaliser", trained(
        models.BPE(unk_token="<unk>"), trainers.BpeTrainer(special_tokens=["<unk>"], **quiet),
        pre_tokenizers.Metaspace(prepend_scheme="never", split=True), normalizers.Sequence(
            [normalizers.Prepend("▁"), normalizers.Replace(" ", "▁")]), decoders.Metaspace())
    for lower in [True, False]:
        yield f"word pieces, {'small' if lower else 'as written'}", trained(
            models.WordPiece(unk_token="[UNK]", max_input_chars_per_word=20),
            trainers.WordPieceTrainer(special_tokens=["[UNK]", "[CLS]", "[SEP]"], **quiet),
            pre_tokenizers.BertPreTokenizer(), normalizers.BertNormalizer(lowercase=lower),
            decoders.WordPiece(cleanup=False))


def write(folder):
    found = []
    for name, tokenizer in tokenizers():
        lines = TEXTS + HELD
        tokens = [tokenizer.encode(line, add_special_tokens=False).tokens for line in lines]
        ids = [tokenizer.encode(line, add_special_tokens=False).ids for line in lines]
        found.append({
            "name": name, "file": json.dumps(json.loads(tokenizer.to_str()), ensure_ascii=False),
            "lines": lines, "tokens": tokens,
            "joined": [tokenizer.decode(each, skip_special_tokens=False) for each in ids],
            "hasDecoder": tokenizer.decoder is not None,
        })
    with open(folder / "tokenizers.json", "w") as file:
        json.dump(found, file, ensure_ascii=False, indent=0)
