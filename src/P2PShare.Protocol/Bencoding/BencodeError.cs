namespace P2PShare.Protocol.Bencoding;

/// <summary>What is wrong with bencoded bytes, and where.</summary>
/// <param name="Fault">What.</param>
/// <param name="Offset">The byte, counted from 0.</param>
public readonly record struct BencodeError(BencodeFault Fault, int Offset)
{
    /// <summary>What is wrong, in a few words for users: "unsorted keys".</summary>
    public string Description => Fault switch
    {
        BencodeFault.None => "nothing",
        BencodeFault.UnexpectedEnd => "unexpected end",
        BencodeFault.ExpectedValue => "no value",
        BencodeFault.ExpectedDigit => "no digit",
        BencodeFault.ExpectedColon => "no colon",
        BencodeFault.ExpectedKey => "a key that is no string",
        BencodeFault.MissingValue => "a key without a value",
        BencodeFault.DuplicateKey => "a key that is there twice",
        BencodeFault.TooDeep => "too many levels",
        BencodeFault.TooManyTokens => "too many values",
        BencodeFault.TrailingBytes => "bytes behind the end",
        BencodeFault.UnsortedKeys => "unsorted keys",
        BencodeFault.LeadingZero => "an integer with a leading zero",
        BencodeFault.LeadingZeroInLength => "a length with a leading zero",
        BencodeFault.IntegerTooLarge => "an integer of more than 64 bits",
        _ => Fault.ToString(),
    };

    /// <summary>What is wrong and where: "unsorted keys at byte 17".</summary>
    public override string ToString() => $"{Description} at byte {Offset}";
}
