namespace Ringback.Tests.Integration.ProbeWorker.Sip;

/// <summary>What a callee does, step by step, in the language of sipp; what must hold of our messages it checks itself.</summary>
internal static class SippScenarios
{
    /// <summary>Rings for ever, and lets the call be taken back.</summary>
    public const string Ringing = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="ringing">
          <recv request="INVITE" crlf="true"><action>
            <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via" />
            <ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq" />
          </action></recv>
          <send><![CDATA[
              SIP/2.0 180 Ringing
              [last_Via:]
              [last_From:]
              [last_To:];tag=ringing
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:ringing@[local_ip]:[local_port]>
              Content-Length: 0

          ]]></send>
          <recv request="CANCEL" />
          <send><![CDATA[
              SIP/2.0 200 OK
              [last_Via:]
              [last_From:]
              [last_To:];tag=ringing
              [last_Call-ID:]
              [last_CSeq:]
              Content-Length: 0

          ]]></send>
          <send retrans="500"><![CDATA[
              SIP/2.0 487 Request Terminated
              Via:[$via]
              [last_From:]
              [last_To:];tag=ringing
              [last_Call-ID:]
              CSeq:[$cseq]
              Content-Length: 0

          ]]></send>
          <recv request="ACK" />
        </scenario>
        """;

    /// <summary>Rings and connects media reliably (RFC 3262): each provisional response must be acknowledged, and the answer is in the first.</summary>
    public const string Reliable = """
        <?xml version="1.0" encoding="UTF-8" ?>
        <scenario name="reliable">
          <recv request="INVITE" crlf="true"><action>
            <ereg regexp="100rel" search_in="hdr" header="Supported:" check_it="true" assign_to="offered" />
            <ereg regexp=".*" search_in="hdr" header="Via:" assign_to="via" />
            <ereg regexp=".*" search_in="hdr" header="CSeq:" assign_to="cseq" />
          </action></recv>
          <Reference variables="offered" />
          <send retrans="500"><![CDATA[
              SIP/2.0 183 Session Progress
              [last_Via:]
              [last_From:]
              [last_To:];tag=sipp
              [last_Call-ID:]
              [last_CSeq:]
              Contact: <sip:sipp@[local_ip]:[local_port]>
              Require: 100rel
              RSeq: 7
              Content-Type: application/sdp
              Content-Length: [len]

              v=0
              o=sipp 1 1 IN IP4 [local_ip]
              s=-
              c=IN IP4 [media_ip]
              t=0 0
              m=audio [media_port] RTP/AVP 8

          ]]></send>
          <recv request="PRACK"><action>
            <ereg regexp="^ *7 +[0-9]+ +INVITE" search_in="hdr" header="RAck:" check_it="true" assign_to="first" />
          </action></recv>
          <Reference variables="first" />
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
          <send retrans="500"><![CDATA[
              SIP/2.0 180 Ringing
              Via:[$via]
              [last_From:]
              [last_To:]
              [last_Call-ID:]
              CSeq:[$cseq]
              Contact: <sip:sipp@[local_ip]:[local_port]>
              Require: 100rel
              RSeq: 8
              Content-Length: 0

          ]]></send>
          <recv request="PRACK"><action>
            <ereg regexp="^ *8 +[0-9]+ +INVITE" search_in="hdr" header="RAck:" check_it="true" assign_to="second" />
          </action></recv>
          <Reference variables="second" />
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
          <send retrans="500"><![CDATA[
              SIP/2.0 200 OK
              Via:[$via]
              [last_From:]
              [last_To:]
              [last_Call-ID:]
              CSeq:[$cseq]
              Contact: <sip:sipp@[local_ip]:[local_port]>
              Content-Length: 0

          ]]></send>
          <recv request="ACK" />
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
}
