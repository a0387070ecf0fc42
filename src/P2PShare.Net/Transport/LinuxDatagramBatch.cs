using System.Buffers.Binary;
using System.Runtime.InteropServices;
using P2PShare.Net.Addresses;

namespace P2PShare.Net.Transport;

/// <summary>
/// Up to <see cref="Size"/> datagrams that Linux hands over in one call, and their answers, which it takes in another. Used by one thread.
/// Knows nothing of what a failed receive means. <c>DatagramServiceBenchmarks</c> pays for it.
/// </summary>
internal sealed unsafe class LinuxDatagramBatch
{
    /// <summary>Most datagrams in one call.</summary>
    public const int Size = 32;

    // struct sockaddr_in:  | family | port   | address |       struct sockaddr_in6: | family | port   | flow | address  | scope |
    //                      | 0      | 2 (BE) | 4       |                             | 0      | 2 (BE) | 4    | 8        | 24    |
    private const int NameSize = 28;
    private const int PortOffset = 2;
    private const int IPv4Offset = 4;
    private const int IPv6Offset = 8;

    private readonly int _maxDatagram;
    private readonly int _maxAnswer;

    // Pinned: the messages point into all others.
    private readonly byte[] _datagrams;
    private readonly byte[] _answers;
    private readonly byte[] _names = Pinned<byte>(Size * NameSize);
    private readonly LibC.Buffer[] _datagramBuffers = Pinned<LibC.Buffer>(Size);
    private readonly LibC.Buffer[] _answerBuffers = Pinned<LibC.Buffer>(Size);
    private readonly LibC.Message[] _received = Pinned<LibC.Message>(Size);
    private readonly LibC.Message[] _sent = Pinned<LibC.Message>(Size);

    public LinuxDatagramBatch(int maxDatagram, int maxAnswer)
    {
        _maxDatagram = maxDatagram;
        _maxAnswer = maxAnswer;
        _datagrams = Pinned<byte>(Size * maxDatagram);
        _answers = Pinned<byte>(Size * maxAnswer);
        for (var i = 0; i < Size; i++)
        {
            _datagramBuffers[i] = new LibC.Buffer { Start = AddressOf(_datagrams, i * maxDatagram), Length = (nuint)maxDatagram };
            _received[i].Header = new LibC.Header { Name = AddressOf(_names, i * NameSize), Buffers = AddressOf(_datagramBuffers, i), BufferCount = 1 };
            _sent[i].Header = new LibC.Header { Buffers = AddressOf(_answerBuffers, i), BufferCount = 1 };
        }
    }

    /// <summary>Waits for a datagram and takes those that have come by then; how many, or the negative number of an error.</summary>
    /// <param name="socket">The socket. Where its calls do not wait, <see cref="LibC.WouldBlock"/> is the error.</param>
    public int Receive(SafeHandle socket)
    {
        for (var i = 0; i < Size; i++)
        {
            _received[i].Header.NameLength = NameSize;
        }

        var count = LibC.ReceiveMany(socket, AddressOf(_received, 0), Size, LibC.WaitForOne, timeout: null);
        return count >= 0 ? count : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Has the first datagrams answered; how many answers there are. What is longer than a datagram may be is passed over.</summary>
    public int Respond(int count, IDatagramResponder responder)
    {
        var answers = 0;
        for (var i = 0; i < count; i++)
        {
            ref var received = ref _received[i];
            if ((received.Header.Flags & LibC.Truncated) != 0 || !TryReadSender(i, out var sender))
            {
                continue;
            }

            var start = answers * _maxAnswer;
            var length = responder.Respond(_datagrams.AsSpan(i * _maxDatagram, (int)received.Length), sender, _answers.AsSpan(start, _maxAnswer));
            if (length > 0)
            {
                _answerBuffers[answers] = new LibC.Buffer { Start = AddressOf(_answers, start), Length = (nuint)length };
                _sent[answers].Header.Name = received.Header.Name;
                _sent[answers].Header.NameLength = received.Header.NameLength;
                answers++;
            }
        }

        return answers;
    }

    /// <summary>Sends the answers. One that cannot be sent is lost, as any datagram may be.</summary>
    public void Send(SafeHandle socket, int answers)
    {
        for (var done = 0; done < answers;)
        {
            var count = LibC.SendMany(socket, AddressOf(_sent, done), (uint)(answers - done), LibC.NoSignal);
            if (count > 0)
            {
                done += count;
            }
            else if (Marshal.GetLastPInvokeError() != LibC.Interrupted)
            {
                done++;
            }
        }
    }

    private bool TryReadSender(int index, out HostEndPoint sender)
    {
        var name = _names.AsSpan(index * NameSize, NameSize);
        sender = MemoryMarshal.Read<ushort>(name) switch
        {
            LibC.InterNetwork => EndPoint(name, name.Slice(IPv4Offset, HostAddress.IPv4Size)),
            LibC.InterNetworkV6 => EndPoint(name, name.Slice(IPv6Offset, HostAddress.IPv6Size)),
            _ => default,
        };
        return sender != default;
    }

    private static HostEndPoint EndPoint(ReadOnlySpan<byte> name, ReadOnlySpan<byte> address) =>
        new(HostAddress.Read(address), BinaryPrimitives.ReadUInt16BigEndian(name[PortOffset..]));

    private static T[] Pinned<T>(int length) => GC.AllocateArray<T>(length, pinned: true);

    private static T* AddressOf<T>(T[] pinned, int index)
        where T : unmanaged => (T*)Marshal.UnsafeAddrOfPinnedArrayElement(pinned, index);
}
