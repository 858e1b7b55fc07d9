namespace Ringback.Protocols.Sdp;

internal static class SdpDirections
{
    public static SdpDirection? Find(IEnumerable<SdpAttribute> attributes)
    {
        foreach (var attribute in attributes)
        {
            switch (attribute.Name)
            {
                case "sendrecv":
                    return SdpDirection.SendReceive;
                case "sendonly":
                    return SdpDirection.SendOnly;
                case "recvonly":
                    return SdpDirection.ReceiveOnly;
                case "inactive":
                    return SdpDirection.Inactive;
            }
        }

        return null;
    }

    public static string Format(this SdpDirection direction) =>
        direction switch
        {
            SdpDirection.SendOnly => "sendonly",
            SdpDirection.ReceiveOnly => "recvonly",
            SdpDirection.Inactive => "inactive",
            _ => "sendrecv",
        };
}
