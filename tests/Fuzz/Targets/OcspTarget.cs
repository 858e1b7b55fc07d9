using Ringback.Protocols.Ocsp;

namespace Ringback.Tests.Fuzz.Targets;

/// <summary>The OCSP answer that a server staples to its certificate.</summary>
internal sealed class OcspTarget : IFuzzTarget
{
    public string Name => "ocsp";

    /// <summary>Of <c>openssl ocsp</c>; an error.</summary>
    public IReadOnlyList<byte[]> Seeds { get; } =
    [
        Convert.FromHexString(
            "308201150a0100a082010e3082010a06092b06010505073001010481fc3081f930819fa10f300d310b300906035504030c026361180f32303236313132333233323332375a307b3079303b300906052b0e03021a0500041411048cd20cb3592307d019fd0889562b62d36492041435e14babc272cdf1270c4e220509464dad34bd8102021001a116180f32303236303130313030303030305aa0030a0101180f32303236313132333233323332375aa011180f32303236313133303233323332375a300a06082a8648ce3d0403020349003046022100a9ce9e66f3fac8f1a99049bfce813529603b7c6f1230ed878e3b28408d8c16a5022100bbe9120576ea50cbc78fa6f62c44a4631dfee5da1b1067e8dec9b9566ffdaca0"
        ),
        [0x30, 3, 0x0a, 1, 3],
    ];

    public IReadOnlyList<byte[]> Words { get; } =
    [
        [0xa0, 3, 2, 1, 0],
        [0x80, 0],
        [0x82, 0],
        [0x30, 0x84, 0xff, 0xff, 0xff, 0xff],
        [0x18, 15, .. "20261123232327Z"u8],
        [0xa0, 0x80],
    ];

    public void Try(ReadOnlySpan<byte> input)
    {
        _ = SignedDer.TryReadCertificate(input, out _);
        if (OcspResponse.TryParse(input, out var response) && response.Basic?.Certificates.Count > 4)
            throw new InvalidOperationException("more certificates than anybody looks at");
    }
}
