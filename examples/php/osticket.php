<?php
/**
 * osTicket: the bootstrap() of a plugin. New tickets (mail, web, API) are cleaned before they are created.
 * kvkkscan_redact() is in kvkkscan.php beside this file.
 */

require_once __DIR__ . '/kvkkscan.php';

Signal::connect('ticket.create.before', function ($object, &$vars) {
    foreach (['subject', 'message'] as $field) {
        if (!isset($vars[$field])) {
            continue;
        }
        $body = $vars[$field];
        if (is_string($body)) {
            $vars[$field] = kvkkscan_redact($body);
        } elseif (is_object($body) && property_exists($body, 'body')) { // a ThreadEntryBody
            $body->body = kvkkscan_redact((string) $body->body);
        }
    }
});
