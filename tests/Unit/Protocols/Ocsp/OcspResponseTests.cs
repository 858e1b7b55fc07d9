using Ringback.Protocols.Ocsp;

namespace Ringback.Tests.Unit.Protocols.Ocsp;

public class OcspResponseTests
{
    /// <summary>Made by <c>openssl ocsp</c> 3.0: certificate 1001 was revoked on the first of January 2026, its key being in others' hands.</summary>
    private static readonly byte[] Revoked = Convert.FromHexString(
        "308201150a0100a082010e3082010a06092b06010505073001010481fc3081f930819fa10f300d310b300906035504030c026361180f32303236313132333233323332375a307b3079303b300906052b0e03021a0500041411048cd20cb3592307d019fd0889562b62d36492041435e14babc272cdf1270c4e220509464dad34bd8102021001a116180f32303236303130313030303030305aa0030a0101180f32303236313132333233323332375aa011180f32303236313133303233323332375a300a06082a8648ce3d0403020349003046022100a9ce9e66f3fac8f1a99049bfce813529603b7c6f1230ed878e3b28408d8c16a5022100bbe9120576ea50cbc78fa6f62c44a4631dfee5da1b1067e8dec9b9566ffdaca0"
    );

    [Fact]
    public void An_answer_of_openssl_is_read()
    {
        Assert.True(OcspResponse.TryParse(Revoked, out var response));

        Assert.Equal(0, response.Status);
        var basic = response.Basic!;
        Assert.Equal("300D310B300906035504030C026361", Convert.ToHexString(basic.ResponderName!.Value.Span));
        Assert.Null(basic.ResponderKeyHash);
        Assert.Empty(basic.Certificates);
        Assert.Equal("1.2.840.10045.4.3.2", basic.Signed.Algorithm);
        Assert.Equal(0x30, basic.Signed.Content.Span[0]);
        var single = Assert.Single(basic.Responses);
        Assert.Equal((OcspCertificateStatus.Revoked, 1), (single.Status, single.RevocationReason));
        Assert.Equal(DateTimeOffset.Parse("2026-01-01T00:00:00Z", null), single.RevokedAt);
        Assert.Equal(TimeSpan.FromDays(7), single.NextUpdate - single.ThisUpdate);
        Assert.Equal("1001", Convert.ToHexString(single.SerialNumber.Span));
        Assert.Equal("11048CD20CB3592307D019FD0889562B62D36492", Convert.ToHexString(single.IssuerNameHash.Span));
        Assert.Equal("35E14BABC272CDF1270C4E220509464DAD34BD81", Convert.ToHexString(single.IssuerKeyHash.Span));
    }

    [Theory]
    [InlineData("30030A0103", 3)] // tryLater
    [InlineData("30030A0106", 6)]
    [InlineData("30030A01FF", 255)]
    public void An_error_of_the_responder_has_nothing_in_it(string hex, int status)
    {
        Assert.True(OcspResponse.TryParse(Convert.FromHexString(hex), out var response));

        Assert.Equal((status, (OcspBasicResponse?)null), (response.Status, response.Basic));
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("30030A010000")]
    [InlineData("30030201FF")]
    [InlineData("3084FFFFFFFF")]
    public void What_is_none_is_refused(string hex) =>
        Assert.False(OcspResponse.TryParse(Convert.FromHexString(hex), out _));

    [Fact]
    public void Cut_anywhere_it_is_none() =>
        Assert.All(
            Enumerable.Range(0, Revoked.Length),
            length => Assert.False(OcspResponse.TryParse(Revoked.AsSpan(0, length), out _))
        );

    [Fact]
    public void Longer_than_anybody_s_it_is_none() =>
        Assert.False(OcspResponse.TryParse([.. Revoked, .. new byte[OcspResponse.MaxSize]], out _));
}
