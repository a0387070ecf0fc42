using System.Globalization;
using System.Text;

namespace P2PShare.Protocol.Metainfo;

/// <summary>
/// Spells text so that two spellings of the same characters (NFC, NFD) become one, as the file systems of macOS see them. For comparing names
/// only: marks of one letter are put in order by their number and not by their class, so that it sees a little too much as the same.
/// </summary>
internal static class CanonicalDecomposition
{
    // Unicode, "Conjoining Jamo Behavior": a syllable is a number made of a leading consonant, a vowel and perhaps a trailing consonant.
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int FirstLead = 0x1100;
    private const int FirstVowel = 0x1161;
    private const int BeforeFirstTrail = 0x11A7;
    private const int Vowels = 21;
    private const int Trails = 28;

    /// <summary>The decomposed text; the very same string where it is ASCII.</summary>
    public static string Of(string text)
    {
        if (Ascii.IsValid(text))
        {
            return text;
        }

        var characters = new List<char>(2 * text.Length);
        foreach (var character in text)
        {
            Add(characters, character);
        }

        SortMarks(characters);
        return new string([.. characters]);
    }

    private static void Add(List<char> characters, char character)
    {
        if (character is >= (char)FirstSyllable and <= (char)LastSyllable)
        {
            AddSyllable(characters, character - FirstSyllable);
            return;
        }

        if (!DecompositionTable.Pairs.TryGetValue(character, out var pair))
        {
            characters.Add(character);
            return;
        }

        // The first may be composed in turn; the table is finite, and so is this.
        Add(characters, pair.First);
        if (pair.Second != '\0')
        {
            Add(characters, pair.Second);
        }
    }

    private static void AddSyllable(List<char> characters, int index)
    {
        var trail = index % Trails;
        characters.Add((char)(FirstLead + (index / (Vowels * Trails))));
        characters.Add((char)(FirstVowel + (index / Trails % Vowels)));
        if (trail > 0)
        {
            characters.Add((char)(BeforeFirstTrail + trail));
        }
    }

    private static void SortMarks(List<char> characters)
    {
        for (var start = 0; start < characters.Count; start++)
        {
            var end = start;
            while (end < characters.Count && CharUnicodeInfo.GetUnicodeCategory(characters[end]) == UnicodeCategory.NonSpacingMark)
            {
                end++;
            }

            if (end - start > 1)
            {
                characters.Sort(start, end - start, null);
            }

            start = Math.Max(start, end);
        }
    }
}
