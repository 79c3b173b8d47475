<?php
/**
 * kvkkscan over HTTP, for PHP 7.4 and later: one function, nothing else.
 *
 * kvkkscan_redact($text) gives the text that may be stored. It throws where the service does not answer, refuses the text
 * or could not read it to its end: the caller must not store the text then.
 */

final class KvkkscanException extends RuntimeException
{
}

function kvkkscan_redact(string $text, ?string $policy = null): string
{
    if ($text === '') {
        return $text;
    }
    $url = rtrim(getenv('KVKKSCAN_URL') ?: 'http://127.0.0.1:5002', '/') . '/v1/redact';
    $headers = ['Content-Type: application/json'];
    if (getenv('KVKKSCAN_TOKEN')) {
        $headers[] = 'Authorization: Bearer ' . getenv('KVKKSCAN_TOKEN');
    }
    $asked = ['text' => $text] + ($policy === null ? [] : ['policy' => $policy]);
    $body = json_encode($asked, JSON_UNESCAPED_UNICODE | JSON_INVALID_UTF8_SUBSTITUTE);
    $call = curl_init($url);
    curl_setopt_array($call, [
        CURLOPT_POST => true,
        CURLOPT_POSTFIELDS => $body,
        CURLOPT_HTTPHEADER => $headers,
        CURLOPT_RETURNTRANSFER => true,
        CURLOPT_CONNECTTIMEOUT => 2,
        CURLOPT_TIMEOUT => 20,
    ]);
    $answer = curl_exec($call);
    $status = (int) curl_getinfo($call, CURLINFO_RESPONSE_CODE);
    $read = is_string($answer) ? json_decode($answer, true) : null;
    if ($status !== 200 || !is_array($read) || !isset($read['text'])) {
        $code = is_array($read) ? ($read['error']['code'] ?? 'answer') : 'no answer';
        throw new KvkkscanException("kvkkscan: $status $code"); // never the text
    }
    return $read['text'];
}
