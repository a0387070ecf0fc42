using System.Net;

namespace P2PShare.Net.Transport;

/// <summary>Joins multicast groups. UDP in the program, an in-memory network in tests.</summary>
public interface IMulticastTransport
{
    /// <summary>Joins a group on every interface that is up and can, this machine's own included. Other programs may have joined on the same port.</summary>
    /// <param name="group">The group and its port.</param>
    /// <param name="local">Only the interface that has this address; null for all. No interface has an address of another family.</param>
    /// <exception cref="NetException">There is no such socket to be had.</exception>
    IMulticastSocket Join(IPEndPoint group, IPAddress? local);
}
