using P2PShare.Protocol.Bencoding;
using Shouldly;

namespace P2PShare.Protocol.Tests.Bencoding;

/// <summary>Writes a value again from what its navigation says.</summary>
internal static class BencodeCopy
{
    public static void Write(BencodeWriter writer, BencodeValue value)
    {
        switch (value.Kind)
        {
            case BencodeKind.Integer:
                value.TryGetInteger(out var number).ShouldBeTrue();
                writer.WriteInteger(number);
                break;
            case BencodeKind.String:
                value.TryGetString(out ReadOnlySpan<byte> text).ShouldBeTrue();
                writer.WriteString(text);
                break;
            case BencodeKind.List:
                writer.BeginList();
                foreach (var item in value.Items)
                {
                    Write(writer, item);
                }

                writer.End();
                break;
            case BencodeKind.Dictionary:
                writer.BeginDictionary();
                foreach (var entry in value.Entries)
                {
                    writer.WriteKey(entry.Key);
                    Write(writer, entry.Value);
                }

                writer.End();
                break;
        }
    }
}
