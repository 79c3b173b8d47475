<?php
/**
 * FreeScout: the boot() of a module. Mail is cleaned before it is saved; web replies before their thread is.
 * kvkkscan_redact() is in kvkkscan.php beside this file.
 */

require_once __DIR__ . '/kvkkscan.php';

\Eventy::addFilter('fetch_emails.data_to_save', function ($data) {
    foreach (['subject', 'body'] as $field) {
        if (isset($data[$field]) && is_string($data[$field])) {
            $data[$field] = kvkkscan_redact($data[$field]); // throws: FreeScout logs it, and fetches the mail again
        }
    }
    return $data;
}, 20, 1);

\Eventy::addAction('thread.before_save_from_request', function ($thread, $request) {
    $thread->body = kvkkscan_redact((string) $thread->body);
}, 20, 2);
