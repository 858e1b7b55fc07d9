using Ringback.Protocols.Sdp;

namespace Ringback.Tests.Unit.Protocols.Sdp;

/// <summary>Whatever a session says, it is read as it was written.</summary>
public sealed class SdpProperties
{
    private static readonly Gen<string> Token = Gen.Char["abcXYZ019-_.+"].Array[1, 12].Select(c => new string(c));

    private static readonly Gen<string> Text = Gen.Char["abc XYZ 019 =:;,/äž\"'%"]
        .Array[1, 30]
        .Select(c => new string(c).Trim())
        .Where(text => text.Length > 0);

    private static readonly Gen<string> Number = Gen.Int[0, int.MaxValue].Select(n => $"{n}");

    private static readonly Gen<SdpConnection> Connection = Gen.Select(Gen.Int[0, 2], Gen.Byte, Gen.Byte)
        .Select(
            (kind, a, b) =>
                kind switch
                {
                    0 => new SdpConnection(false, $"192.0.{a}.{b}"),
                    1 => new SdpConnection(true, $"2001:db8::{a + 1:x}:{b + 1:x}"),
                    _ => new SdpConnection(a % 2 == 0, $"host-{b}.example"),
                }
        );

    private static readonly Gen<SdpAttribute> Attribute = Gen.Select(Token, Text, Gen.Bool)
        .Select((name, value, has) => new SdpAttribute(name, has ? value : null));

    private static readonly Gen<SdpMedia> Media = Gen.Select(
            Token,
            Gen.Int[0, 65_535],
            Token.Array[1, 5],
            Gen.Select(Connection, Gen.Bool),
            Attribute.Array[0, 6]
        )
        .Select(
            (kind, port, formats, connection, attributes) =>
                new SdpMedia
                {
                    Kind = kind,
                    Port = port,
                    Protocol = "RTP/AVP",
                    Formats = formats,
                    Connection = connection.Item2 ? connection.Item1 : null,
                    Attributes = attributes,
                }
        );

    private static readonly Gen<SdpSession> Session = Gen.Select(
            Gen.Select(Token, Number, Number),
            Text,
            Connection,
            Connection,
            Attribute.Array[0, 5],
            Media.Array[0, 4]
        )
        .Select(
            (origin, name, at, connection, attributes, media) =>
                new SdpSession
                {
                    OriginUser = origin.Item1,
                    SessionId = origin.Item2,
                    SessionVersion = origin.Item3,
                    Origin = at,
                    Name = name,
                    Connection = connection,
                    Attributes = attributes,
                    Media = media,
                }
        );

    [Fact]
    public void What_was_written_is_read_and_written_again_to_the_octet() =>
        Session.Sample(session =>
        {
            var bytes = session.ToBytes();
            Assert.True(SdpSession.TryParse(bytes, out var read), session.ToString());
            Assert.Equal(session.ToString(), read.ToString());
            AssertSame(session, read);
        });

    [Fact]
    public void Line_ends_of_either_kind_and_an_end_without_one_change_nothing() =>
        Session.Sample(session =>
        {
            var text = session.ToString();
            foreach (var other in new[] { text.Replace("\r\n", "\n", StringComparison.Ordinal), text.TrimEnd() })
            {
                Assert.True(SdpSession.TryParse(System.Text.Encoding.UTF8.GetBytes(other), out var read), other);
                AssertSame(session, read);
            }
        });

    [Fact]
    public void A_text_that_is_cut_or_changed_anywhere_is_refused_or_read_and_what_is_read_is_stable() =>
        Gen.Select(Session, Gen.Int[0, 5000], Gen.Byte, Gen.Bool)
            .Sample(
                (session, place, value, isCut) =>
                {
                    var bytes = session.ToBytes();
                    var at = place % bytes.Length;
                    if (isCut)
                        bytes = bytes[..at];
                    else
                        bytes[at] = value;

                    if (!SdpSession.TryParse(bytes, out var read))
                        return;

                    Assert.True(SdpSession.TryParse(read.ToBytes(), out var again), read.ToString());
                    AssertSame(read, again);
                }
            );

    private static void AssertSame(SdpSession one, SdpSession other)
    {
        Assert.Equal(
            (one.OriginUser, one.SessionId, one.SessionVersion, one.Origin, one.Name, one.Connection),
            (other.OriginUser, other.SessionId, other.SessionVersion, other.Origin, other.Name, other.Connection)
        );
        Assert.Equal(one.Attributes, other.Attributes);
        Assert.Equal(one.Media.Count, other.Media.Count);
        foreach (var (left, right) in one.Media.Zip(other.Media))
        {
            Assert.Equal(
                (left.Kind, left.Port, left.Protocol, left.Connection),
                (right.Kind, right.Port, right.Protocol, right.Connection)
            );
            Assert.Equal(left.Formats, right.Formats);
            Assert.Equal(left.Attributes, right.Attributes);
        }
    }
}
