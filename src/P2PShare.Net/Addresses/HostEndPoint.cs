using System.Net;

namespace P2PShare.Net.Addresses;

/// <summary>An address and port as a plain value, without the weight of an <see cref="IPEndPoint"/>.</summary>
/// <param name="Address">The address.</param>
/// <param name="Port">The port.</param>
public readonly record struct HostEndPoint(HostAddress Address, ushort Port)
{
    /// <summary>The end point as a value.</summary>
    public static implicit operator HostEndPoint(IPEndPoint endPoint)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return new HostEndPoint(endPoint.Address, (ushort)endPoint.Port);
    }

    /// <summary>As it is usually written.</summary>
    public override string ToString() => Address.IsIPv4 ? $"{Address}:{Port}" : $"[{Address}]:{Port}";
}
