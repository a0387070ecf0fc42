using P2PShare.Protocol.Bencoding;

namespace P2PShare.Protocol.Krpc;

/// <summary>Reads a query's arguments, or says what is wrong with them.</summary>
internal static class KrpcQueryReader
{
    private static readonly BencodeOptions Strict = BencodeOptions.Strict with { MaxDepth = KrpcLimits.MaxDepth, MaxTokens = KrpcLimits.MaxTokens };

    public static KrpcQuery? Read(BencodeValue root, KrpcMethod method, out KrpcError? fault)
    {
        fault = null;
        if (!root.TryGet("a"u8, BencodeKind.Dictionary, out var arguments))
        {
            return Refuse("missing 'a' key", out fault);
        }

        if (!TryReadId(arguments, "id"u8, out var id))
        {
            return Refuse("missing 'id' key", out fault);
        }

        if (method == KrpcMethod.Unknown)
        {
            return ReadUnknown(arguments, id, out fault);
        }

        var target = default(NodeId);
        var targetKey = KrpcMethods.TargetKeyOf(method);
        if (!targetKey.IsEmpty && !TryReadId(arguments, targetKey, out target))
        {
            return Refuse(method is KrpcMethod.GetPeers or KrpcMethod.AnnouncePeer ? "missing 'info_hash' key" : "missing 'target' key", out fault);
        }

        var query = new KrpcQuery { Method = method, Id = id, Target = target, Want = ReadWant(arguments) };
        return method switch
        {
            KrpcMethod.GetPeers => query with { ExcludesSeeds = IsSet(arguments, "noseed"u8), WantsScrape = IsSet(arguments, "scrape"u8) },
            KrpcMethod.AnnouncePeer => ReadAnnounce(query, arguments, out fault),
            KrpcMethod.Get => query with { KnownSequence = arguments.TryGetInteger("seq"u8, out var known) ? known : null },
            KrpcMethod.Put => ReadPut(query, arguments, out fault),
            _ => query,
        };
    }

    // What asks for something near a target is answered with nodes, so that methods to come find their way through us.
    private static KrpcQuery? ReadUnknown(BencodeValue arguments, NodeId id, out KrpcError? fault)
    {
        fault = null;
        if (TryReadId(arguments, "target"u8, out var target) || TryReadId(arguments, "info_hash"u8, out target))
        {
            return new KrpcQuery { Method = KrpcMethod.FindNode, Id = id, Target = target, Want = ReadWant(arguments) };
        }

        fault = new KrpcError(KrpcErrorCode.MethodUnknown, "unknown method");
        return null;
    }

    private static KrpcQuery? ReadAnnounce(KrpcQuery query, BencodeValue arguments, out KrpcError? fault)
    {
        fault = null;
        var isImplied = arguments.TryGetInteger("implied_port"u8, out var implied) && implied != 0;
        var hasPort = arguments.TryGetInteger("port"u8, out var port);
        if (!isImplied && (!hasPort || port is < 1 or > ushort.MaxValue))
        {
            return Refuse(hasPort ? "invalid 'port'" : "missing 'port' key", out fault);
        }

        if (!TryReadToken(arguments, out var token))
        {
            return Refuse("missing 'token' key", out fault);
        }

        return query with { Token = token, Port = isImplied ? 0 : (int)port, IsPortImplied = isImplied, IsSeed = IsSet(arguments, "seed"u8) };
    }

    private static KrpcQuery? ReadPut(KrpcQuery query, BencodeValue arguments, out KrpcError? fault)
    {
        fault = null;
        if (!TryReadToken(arguments, out var token))
        {
            return Refuse("missing 'token' key", out fault);
        }

        if (!arguments.TryGet("v"u8, out var value))
        {
            return Refuse("missing 'v' key", out fault);
        }

        if (value.RawMemory.Length > KrpcLimits.MaxItem)
        {
            return Refuse(KrpcErrorCode.ValueTooBig, "message (v field) too big", out fault);
        }

        if (!BencodeDocument.TryParse(value.RawMemory, Strict, out _, out _))
        {
            return Refuse("invalid 'v'", out fault);
        }

        query = query with { Token = token, Item = new KrpcItem { Value = value.RawMemory.ToArray() } };
        return arguments.TryGet("k"u8, out _) ? ReadMutable(query, arguments, out fault) : query;
    }

    private static KrpcQuery? ReadMutable(KrpcQuery query, BencodeValue arguments, out KrpcError? fault)
    {
        fault = null;
        arguments.TryGetString("salt"u8, out ReadOnlySpan<byte> salt);
        if (salt.Length > KrpcLimits.MaxSalt)
        {
            return Refuse(KrpcErrorCode.SaltTooBig, "salt (salt field) too big", out fault);
        }

        if (!arguments.TryGetString("k"u8, out ReadOnlySpan<byte> key) || key.Length != KrpcItem.KeySize)
        {
            return Refuse("invalid 'k'", out fault);
        }

        if (!arguments.TryGetString("sig"u8, out ReadOnlySpan<byte> signature) || signature.Length != KrpcItem.SignatureSize)
        {
            return Refuse(KrpcErrorCode.InvalidSignature, "invalid signature", out fault);
        }

        if (!arguments.TryGetInteger("seq"u8, out var sequence) || sequence < 0)
        {
            return Refuse("invalid 'seq'", out fault);
        }

        return query with
        {
            Salt = salt.ToArray(),
            ExpectedSequence = arguments.TryGetInteger("cas"u8, out var expected) ? expected : null,
            Item = query.Item! with { Key = key.ToArray(), Signature = signature.ToArray(), Sequence = sequence },
        };
    }

    private static KrpcFamilies ReadWant(BencodeValue arguments)
    {
        var want = KrpcFamilies.None;
        if (arguments.TryGet("want"u8, out var list))
        {
            foreach (var item in list.Items)
            {
                item.TryGetString(out ReadOnlySpan<byte> name);
                want |= name.SequenceEqual("n4"u8) ? KrpcFamilies.IPv4 : name.SequenceEqual("n6"u8) ? KrpcFamilies.IPv6 : KrpcFamilies.None;
            }
        }

        return want;
    }

    private static bool TryReadId(BencodeValue arguments, ReadOnlySpan<byte> key, out NodeId id)
    {
        var found = arguments.TryGetString(key, out ReadOnlySpan<byte> bytes) && bytes.Length == NodeId.Size;
        id = found ? new NodeId(bytes) : default;
        return found;
    }

    private static bool TryReadToken(BencodeValue arguments, out ReadOnlyMemory<byte> token)
    {
        var found = arguments.TryGetString("token"u8, out ReadOnlySpan<byte> bytes) && bytes.Length is > 0 and <= KrpcLimits.MaxToken;
        token = found ? bytes.ToArray() : default;
        return found;
    }

    private static bool IsSet(BencodeValue arguments, ReadOnlySpan<byte> key) => arguments.TryGetInteger(key, out var value) && value == 1;

    private static KrpcQuery? Refuse(string text, out KrpcError? fault) => Refuse(KrpcErrorCode.Protocol, text, out fault);

    private static KrpcQuery? Refuse(int code, string text, out KrpcError? fault)
    {
        fault = new KrpcError(code, text);
        return null;
    }
}
