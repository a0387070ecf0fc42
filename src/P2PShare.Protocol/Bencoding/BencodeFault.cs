namespace P2PShare.Protocol.Bencoding;

/// <summary>What is wrong, or irregular, at one place of bencoded bytes.</summary>
public enum BencodeFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The bytes end inside a value.</summary>
    UnexpectedEnd,

    /// <summary>Neither a digit, <c>i</c>, <c>l</c> nor <c>d</c> where a value must begin.</summary>
    ExpectedValue,

    /// <summary>No digit where a number must have one.</summary>
    ExpectedDigit,

    /// <summary>No colon behind a string's length.</summary>
    ExpectedColon,

    /// <summary>A dictionary's key is no string.</summary>
    ExpectedKey,

    /// <summary>A dictionary ends behind a key.</summary>
    MissingValue,

    /// <summary>One key twice in one dictionary.</summary>
    DuplicateKey,

    /// <summary>More lists and dictionaries inside each other than allowed.</summary>
    TooDeep,

    /// <summary>More values than allowed.</summary>
    TooManyTokens,

    /// <summary>Bytes behind the value.</summary>
    TrailingBytes,

    /// <summary>Irregular: keys out of order.</summary>
    UnsortedKeys,

    /// <summary>Irregular: an integer with a leading zero, or <c>-0</c>.</summary>
    LeadingZero,

    /// <summary>Irregular: a string's length with a leading zero.</summary>
    LeadingZeroInLength,

    /// <summary>Irregular: an integer that does not fit into 64 bits.</summary>
    IntegerTooLarge,
}
