namespace P2PShare.Net.Transport;

/// <summary>Has the datagrams of any socket answered: receives one, sends the answer, receives the next.</summary>
internal static class DatagramService
{
    /// <summary>Runs until the socket is disposed.</summary>
    public static async Task RunAsync(IDatagramSocket socket, IDatagramResponder responder, int maxDatagram, int maxAnswer)
    {
        // Whoever begins it is not held up by datagrams that wait already.
        await Task.Yield();
        var datagram = new byte[maxDatagram];
        var answer = new byte[maxAnswer];
        while (await socket.ReceiveAsync(datagram, CancellationToken.None) is { Length: >= 0 } received)
        {
            var length = responder.Respond(datagram.AsSpan(0, received.Length), received.Sender, answer);
            if (length > 0)
            {
                await socket.SendAsync(answer.AsMemory(0, length), received.Sender, CancellationToken.None);
            }
        }
    }
}
