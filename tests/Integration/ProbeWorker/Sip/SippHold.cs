namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>Answers, puts the call on hold, takes it off again and waits for its end; each answer must fit (RFC 3264 §6.1).</summary>
internal static class SippHold
{
    public static readonly string Scenario = $"""
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="holding">
          <recv request="INVITE" crlf="true"><action>
            <ereg regexp=".*" search_in="hdr" header="From:" assign_to="from" />
            <ereg regexp=".*" search_in="hdr" header="To:" assign_to="to" />
            <ereg regexp="sip:[^>]*" search_in="hdr" header="Contact:" assign_to="contact" />
          </action></recv>
          <send retrans="500"><![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:];tag=sipp
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:sipp@[local_ip]:[local_port]>
              Content-Type: application/sdp
              Content-Length: [len]

              v=0
              o=sipp 1 1 IN IP4 [local_ip]
              s=-
              c=IN IP4 [media_ip]
              t=0 0
              m=audio [media_port] RTP/AVP 8

          ]]></send>
          <recv request="ACK" />
          {Offered(1, "sendonly", "recvonly")}
          {Offered(2, "sendrecv", "sendrecv")}
          {Offered(3, "inactive", "inactive")}
          {Offered(4, "sendrecv", "sendrecv")}
          <recv request="BYE" />
          <send><![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:]
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:sipp@[local_ip]:[local_port]>
              Content-Length: 0

          ]]></send>
        </scenario>
        """;

    /// <summary>The session once more, with that direction, and what must be answered.</summary>
    private static string Offered(int place, string direction, string answer) =>
        $"""
            <pause milliseconds="700" />
            <send retrans="500"><![CDATA[
                INVITE [$contact] SIP/2.0
                Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
                Max-Forwards: 70
                From:[$to];tag=sipp
                To:[$from]
                Call-ID: [call_id]
                CSeq: {place} INVITE
                Contact: <sip:sipp@[local_ip]:[local_port]>
                Content-Type: application/sdp
                Content-Length: [len]

                v=0
                o=sipp 1 {place + 1} IN IP4 [local_ip]
                s=-
                c=IN IP4 [media_ip]
                t=0 0
                m=audio [media_port] RTP/AVP 8
                a={direction}
            ]]></send>
            <recv response="200"><action>
              <ereg regexp="a={answer}" search_in="body" check_it="true" assign_to="answer{place}" />
            </action></recv>
            <Reference variables="answer{place}" />
            <send><![CDATA[
                ACK [$contact] SIP/2.0
                Via: SIP/2.0/UDP [local_ip]:[local_port];branch=[branch]
                Max-Forwards: 70
                From:[$to];tag=sipp
                To:[$from]
                Call-ID: [call_id]
                CSeq: {place} ACK
                Contact: <sip:sipp@[local_ip]:[local_port]>
                Content-Length: 0

            ]]></send>
            """;
}
