using QRCoder;
using QRCoder.Exceptions;

namespace P2PShare.Cli.Views;

/// <summary>
/// Draws a text as a QR code of block characters, two modules high each. With colour it is black on white whatever the terminal's colours are;
/// without, the light modules are drawn, which is right on a dark terminal, and read by phones as its negative on a light one.
/// </summary>
internal static class QrPicture
{
    private const string BlackOnWhite = "\e[30;107m";
    private const string Reset = "\e[0m";

    /// <summary>Columns that a picture takes: it is square, but for a last half line.</summary>
    public static int WidthOf(IReadOnlyList<string> picture) => picture[0].Count(character => character is '█' or '▀' or '▄' or ' ');

    /// <summary>The lines, the quiet zone of four modules on all sides included; null where the text is too long for any code.</summary>
    public static IReadOnlyList<string>? Draw(string text, bool colour)
    {
        try
        {
            using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.L);
            var rows = code.ModuleMatrix;
            return [.. Enumerable.Range(0, (rows.Count + 1) / 2).Select(line => Line(column => IsInk(2 * line, column), column => IsInk((2 * line) + 1, column)))];

            bool IsInk(int row, int column) => (row < rows.Count && rows[row][column]) == colour;

            string Line(Func<int, bool> upper, Func<int, bool> lower)
            {
                var characters = string.Create(rows.Count, (upper, lower), static (span, half) =>
                {
                    for (var column = 0; column < span.Length; column++)
                    {
                        span[column] = (half.upper(column), half.lower(column)) switch
                        {
                            (true, true) => '█',
                            (true, false) => '▀',
                            (false, true) => '▄',
                            _ => ' ',
                        };
                    }
                });
                return colour ? BlackOnWhite + characters + Reset : characters;
            }
        }
        catch (DataTooLongException)
        {
            return null;
        }
    }
}
